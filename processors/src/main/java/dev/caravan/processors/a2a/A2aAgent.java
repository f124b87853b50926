package dev.caravan.processors.a2a;

import dev.caravan.processors.routing.ConfiguredProvider;
import dev.caravan.processors.routing.ConfiguredProvider.Timeouts;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.Header;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A configured agent, asked as providers are. Thread-safe. */
public final class A2aAgent {

    /** What clients and agents of the protocol tell each other beside the body. */
    private static final Set<String> HEADERS = Set.of("a2a-version", "a2a-extensions", "x-a2a-extensions");

    private static final Header CURRENT_VERSION = new Header("A2A-Version", "1.0");

    private static final String PREFIX = "a2a:";

    private final String name;
    private final String cardUrl;
    private final boolean hasPublicCard;
    private final List<Header> headers;
    private final AgentProvider endpoint;
    private final ConfiguredProvider provider;
    private final ConfiguredProvider currentProvider;

    /**
     * @param name its name under {@code a2a-agents}
     * @param url where it is asked; null where its card says that
     * @param cardUrl where its card is
     * @param hasPublicCard whether its card is told to those who have no key
     * @param headers what it is sent with every request, credentials among them
     */
    public A2aAgent(
            String name,
            @Nullable String url,
            String cardUrl,
            boolean hasPublicCard,
            List<Header> headers,
            Timeouts timeouts) {
        this.name = name;
        this.cardUrl = cardUrl;
        this.hasPublicCard = hasPublicCard;
        this.headers = List.copyOf(headers);
        this.endpoint = new AgentProvider(url, this.headers);
        this.provider = configured(endpoint, timeouts);
        List<Header> current = new ArrayList<>(headers);
        current.add(CURRENT_VERSION);
        this.currentProvider = configured(endpoint.with(current), timeouts);
    }

    private ConfiguredProvider configured(AgentProvider agent, Timeouts timeouts) {
        return new ConfiguredProvider(PREFIX + name, "a2a", agent, false, List.of(), Map.of(), HEADERS, timeouts);
    }

    public String name() {
        return name;
    }

    public String cardUrl() {
        return cardUrl;
    }

    public boolean hasPublicCard() {
        return hasPublicCard;
    }

    public List<Header> headers() {
        return headers;
    }

    /** The agent as a provider. Its name has a prefix: a provider of the same name is somebody else. */
    public ConfiguredProvider provider() {
        return provider;
    }

    /** The same for requests that the gateway itself has written in the words of 1.0. */
    ConfiguredProvider currentProvider() {
        return currentProvider;
    }

    /** Whether only its card says where it is asked, and nobody has read that yet. */
    boolean isUnlocated() {
        return !endpoint.hasCredentials();
    }

    /**
     * Learns of its card where it is asked. Its credentials go there, so it must be where the card is.
     *
     * @throws GatewayError 502 {@code agent_unusable} when the card names no such place
     */
    void locate(AgentCard card) {
        String found = card.endpoint();
        if (found == null) {
            throw unusable("offers no JSON-RPC");
        }
        URI own = URI.create(cardUrl);
        URI there;
        try {
            there = own.resolve(found);
        } catch (IllegalArgumentException e) {
            throw unusable("names no URL");
        }
        if (!origin(own).equals(origin(there))) {
            throw unusable("names a URL on another host: write that under url");
        }
        endpoint.locate(there.toString());
    }

    /**
     * The error of a card that is of no use: 502 {@code agent_unusable}.
     *
     * @param why what the card does or is, as the rest of a sentence
     */
    public GatewayError unusable(String why) {
        return GatewayError.of(502, "agent_unusable", "The card of agent '%s' %s.", name, why);
    }

    /** The name of the agent that is asked as this provider. */
    static String nameOf(ConfiguredProvider provider) {
        return provider.name().substring(PREFIX.length());
    }

    /** Where the gateway serves the agent of a name, below a URL of its own. */
    static String servedAt(String base, String name) {
        return base + "/a2a/" + name;
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}

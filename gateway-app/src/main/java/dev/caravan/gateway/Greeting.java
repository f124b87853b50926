package dev.caravan.gateway;

import dev.caravan.gateway.config.GatewayConfig;
import dev.caravan.gateway.config.GeneratedKey;
import dev.caravan.gateway.edge.EventLoops;
import io.netty.util.NetUtil;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/**
 * Says where the gateway listens: in the log for machines, on stderr for people, who also learn the generated key and a line
 * to try it with. The key is in no log.
 */
final class Greeting implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(Greeting.class);

    private final Generation first;
    private final EventLoops loops;
    private final Ports ports;
    private final @Nullable GeneratedKey key;

    /** @param key null when it lets nobody in */
    Greeting(Generation first, EventLoops loops, Ports ports, @Nullable GeneratedKey key) {
        this.first = first;
        this.loops = loops;
        this.ports = ports;
        this.key = key;
    }

    @Override
    public void run(ApplicationArguments args) {
        PrintStream people = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        GatewayConfig config = first.config();
        boolean tls = config.server().tls() != null;
        String url = url(ports.address(), config.server().host(), tls);
        LOG.atInfo()
                .addKeyValue("transport", loops.transport())
                .addKeyValue("providers", first.providers().size())
                .log("listening on " + url);
        people.println("Caravan is listening on " + url);
        ports.adminAddress().ifPresent(address -> {
            String adminUrl =
                    url(address, config.admin().host(), tls && !config.admin().onLoopback());
            LOG.info("admin listening on " + adminUrl);
            people.println("It is administered on " + adminUrl + " (java -jar caravan.jar keys --help)");
        });
        if (key != null) {
            people.println(
                    """

                    No key administers this gateway, so this one was made for this run, and only this machine can connect:
                      %s

                    Try it:
                      curl %s/v1/chat/completions -H "Authorization: Bearer %s" -H "Content-Type: application/json" \
                    -d '{"model":"echo-1","messages":[{"role":"user","content":"Hello, Caravan!"}]}'
                    """
                            .formatted(key.value().reveal(), url, key.value().reveal()));
        }
    }

    /** @param configured the host as it is configured: shorter than what 0.0.0.0 resolves to */
    private static String url(InetSocketAddress address, String configured, boolean tls) {
        boolean any = address.getAddress().isAnyLocalAddress();
        String host = any ? configured : address.getAddress().getHostAddress();
        return (tls ? "https://" : "http://") + NetUtil.toSocketAddressString(host, address.getPort());
    }
}

package dev.caravan.gateway.ledger;

import dev.caravan.processors.ledger.ExchangeRecord;
import dev.caravan.processors.ledger.ExchangeRecord.Asked;
import dev.caravan.processors.ledger.ExchangeRecord.Bodies;
import dev.caravan.processors.ledger.ExchangeRecord.Content;
import dev.caravan.processors.ledger.ExchangeRecord.Cost;
import dev.caravan.processors.ledger.ExchangeRecord.Owner;
import dev.caravan.processors.ledger.ExchangeRecord.Result;
import dev.caravan.processors.ledger.ExchangeRecord.Source;
import dev.caravan.processors.ledger.ExchangeRecord.Timing;
import dev.caravan.processors.ledger.ExchangeRecord.Trace;
import dev.caravan.spi.chat.Usage;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record to be varied: a good call of alice's, of the project shop. */
public final class Exchanges {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final String requestId;
    private @Nullable String project = "shop";
    private String key = "app";
    private @Nullable String user = "alice";
    private @Nullable String session;
    private Instant started = NOON;
    private String provider = "openai";
    private @Nullable String model = "gpt-4o-mini";
    private @Nullable String servedModel;
    private int status = 200;
    private @Nullable BigDecimal cost = new BigDecimal("0.0001");
    private Content content = new Content("Hello", "Hi there!", null, Map.of("finish_reason", "stop"));
    private Bodies bodies = Bodies.NONE;

    private Exchanges(String requestId) {
        this.requestId = requestId;
    }

    public static Exchanges called(String requestId) {
        return new Exchanges(requestId);
    }

    public Exchanges of(@Nullable String project, String key, @Nullable String user) {
        this.project = project;
        this.key = key;
        this.user = user;
        return this;
    }

    public Exchanges session(String session) {
        this.session = session;
        return this;
    }

    public Exchanges at(Instant started) {
        this.started = started;
        return this;
    }

    public Exchanges from(String provider, @Nullable String model, @Nullable String servedModel) {
        this.provider = provider;
        this.model = model;
        this.servedModel = servedModel;
        return this;
    }

    public Exchanges status(int status) {
        this.status = status;
        return this;
    }

    /** @param usd null for one whose price nobody knows */
    public Exchanges cost(@Nullable String usd) {
        this.cost = usd == null ? null : new BigDecimal(usd);
        return this;
    }

    public Exchanges said(Content said) {
        this.content = said;
        return this;
    }

    public Exchanges bodies(byte @Nullable [] request, byte @Nullable [] response) {
        this.bodies = new Bodies(
                request == null ? null : ByteBuffer.wrap(request), response == null ? null : ByteBuffer.wrap(response));
        return this;
    }

    public Exchanges bodies(String request, String response) {
        return bodies(request.getBytes(StandardCharsets.UTF_8), response.getBytes(StandardCharsets.UTF_8));
    }

    public ExchangeRecord build() {
        return new ExchangeRecord(
                requestId,
                Source.PROXY,
                new Owner(project, key, user, session),
                new Trace("trace-of-" + requestId, "span", null),
                new Timing(started, Duration.ofMillis(432), Duration.ofNanos(120_500_000), Duration.ofNanos(250_000)),
                new Asked("POST", "/v1/chat/completions", provider, model, servedModel, true),
                new Result(
                        status,
                        status < 400 ? "complete" : "failed",
                        status < 400 ? null : "rate_limited",
                        status < 400 ? "stop" : null),
                content,
                new Usage(197, 54, 100, Usage.UNKNOWN, Usage.UNKNOWN, 7, Usage.UNKNOWN, Usage.UNKNOWN),
                true,
                new Cost(cost, cost, null, Map.of()),
                bodies);
    }
}

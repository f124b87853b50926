package dev.caravan.gateway.sessions;

import dev.caravan.gateway.redis.RedisConnection;
import dev.caravan.processors.sessions.SessionKey;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.processors.sessions.SessionStore;
import dev.caravan.processors.sessions.Turn;
import dev.caravan.processors.sessions.TurnSize;
import io.lettuce.core.ScriptOutputType;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Keeps sessions in Redis, each as a list of its turns under {@code caravan:session:{project}:{id}}, which expires by itself. A
 * script adds a turn and drops what is too much in one go, so that gateways that share a Redis lose none.
 */
public final class RedisSessionStore implements SessionStore {

    /**
     * Each turn is {@code messages tokens continues content}; the empty text before the first keeps a session alive that holds
     * no turn.
     */
    private static final String APPEND =
            """
            local key, most_messages, most_tokens = KEYS[1], tonumber(ARGV[2]), tonumber(ARGV[3])
            if redis.call('EXISTS', key) == 0 then redis.call('RPUSH', key, '') end
            redis.call('RPUSH', key, ARGV[1])
            local turns = redis.call('LRANGE', key, 1, -1)
            local messages, tokens, first = 0, 0, #turns + 1
            while first > 1 do
              local m, t = string.match(turns[first - 1], '^(%d+) (%d+)')
              messages, tokens = messages + tonumber(m), tokens + tonumber(t)
              if messages > most_messages or tokens > most_tokens then break end
              first = first - 1
            end
            while first <= #turns and string.match(turns[first], '^%d+ %d+ (%d)') == '1' do first = first + 1 end
            if first > 1 then
              redis.call('LTRIM', key, first, -1)
              redis.call('LPUSH', key, '')
            end
            redis.call('PEXPIRE', key, ARGV[4])
            return 1
            """;

    private final RedisConnection redis;

    /** @param redis belongs to somebody else */
    public RedisSessionStore(RedisConnection redis) {
        this.redis = redis;
    }

    @Override
    public Mono<List<Turn>> load(SessionKey key, EventExecutor loop) {
        return redis.ask(loop, commands -> commands.lrange(name(key), 0, -1))
                .filter(items -> !items.isEmpty())
                .map(RedisSessionStore::turns);
    }

    @Override
    public Mono<Void> append(SessionKey key, Turn turn, SessionRules rules, EventExecutor loop) {
        return redis.ask(
                        loop,
                        commands -> commands.<Long>eval(
                                APPEND,
                                ScriptOutputType.INTEGER,
                                new String[] {name(key)},
                                written(turn),
                                Integer.toString(rules.maxMessages()),
                                Integer.toString(rules.maxTokens()),
                                Long.toString(rules.ttl().toMillis())))
                .then();
    }

    private static String name(SessionKey key) {
        return "caravan:session:" + key.project() + ":" + key.id();
    }

    private static String written(Turn turn) {
        TurnSize size = turn.size();
        return size.messages() + " " + size.tokens() + " " + (size.continues() ? 1 : 0) + " " + turn.content();
    }

    private static List<Turn> turns(List<String> items) {
        List<Turn> turns = new ArrayList<>();
        for (String item : items) {
            if (!item.isEmpty()) {
                String[] parts = item.split(" ", 4);
                turns.add(new Turn(
                        new TurnSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2].equals("1")),
                        parts[3]));
            }
        }
        return turns;
    }
}

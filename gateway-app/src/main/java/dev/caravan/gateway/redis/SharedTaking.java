package dev.caravan.gateway.redis;

import dev.caravan.processors.limits.Claim;
import dev.caravan.processors.limits.Held;
import dev.caravan.processors.limits.LimitWindow;
import dev.caravan.processors.limits.Standing;
import dev.caravan.processors.limits.Standings;
import dev.caravan.processors.limits.Verdict;
import dev.caravan.processors.limits.Verdict.Admitted;
import dev.caravan.processors.limits.Verdict.Refused;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What one call takes of windows that nodes share: all of it in one command, and what is given back in another one. */
final class SharedTaking implements Held {

    private static final LimitWindow[] WINDOWS = LimitWindow.values();

    private final RedisConnection redis;
    private final LimitScripts scripts;
    private final Leases leases;
    private final String lease;
    private final List<SharedShare> shares = new ArrayList<>(4);

    SharedTaking(RedisConnection redis, LimitScripts scripts, Leases leases, List<Claim> claims) {
        this.redis = redis;
        this.scripts = scripts;
        this.leases = leases;
        this.lease = leases.name();
        for (Claim claim : claims) {
            for (LimitWindow window : WINDOWS) {
                if (claim.amount(window) > 0) {
                    shares.add(SharedShare.of(claim, window));
                }
            }
        }
    }

    boolean isNothing() {
        return shares.isEmpty();
    }

    /** The refusal of a call that is larger than a whole window; null where there is none. */
    @Nullable
    Refused tooLarge() {
        for (SharedShare share : shares) {
            if (share.amount() > share.limit()) {
                return new Refused(share.claim(), share.window(), null, Standings.NONE);
            }
        }
        return null;
    }

    /** Takes it. */
    CompletionStage<List<Long>> run(RedisAsyncCommands<String, String> commands) {
        String[] arguments = new String[2 + 3 * shares.size()];
        arguments[0] = lease;
        arguments[1] = Long.toString(leases.lasting().toMillis());
        write(shares, SharedShare::amount, arguments, 2);
        return scripts.take().run(commands, keys(shares), arguments);
    }

    /** @param answer what the script has answered */
    Verdict verdict(List<Long> answer, long nanoTime) {
        int refused = answer.get(0).intValue() - 1;
        Standings standings = Standings.NONE;
        for (int i = 0; i < shares.size() && 2 + 2 * i < answer.size(); i++) {
            SharedShare share = shares.get(i);
            Standing standing = new Standing(
                    share.limit(),
                    answer.get(2 + 2 * i),
                    nanoTime
                            + Duration.of(answer.get(3 + 2 * i), ChronoUnit.MICROS)
                                    .toNanos());
            if (i != refused) {
                standings = standings.with(share.window(), standing);
            } else if (!share.isLease()) {
                standings = standings.stoppedBy(share.window(), standing);
            }
        }
        if (refused < 0) {
            return new Admitted(standings, held());
        }
        SharedShare share = shares.get(refused);
        Duration wait = share.isLease() ? Refused.AFTER_CONCURRENT : Duration.of(answer.get(1), ChronoUnit.MICROS);
        return new Refused(share.claim(), share.window(), wait, standings);
    }

    /** The call does not want any more what it was given. */
    void giveBack(List<Long> answer) {
        if (answer.get(0) == 0) {
            settle(shares, share -> -share.amount());
        }
    }

    @Override
    public void release(long tokensUsed) {
        leases.drop(lease);
        List<SharedShare> open = new ArrayList<>(shares.size());
        for (SharedShare share : shares) {
            if (share.isLease() || (share.isTokens() && share.amount() != tokensUsed)) {
                open.add(share);
            }
        }
        if (!open.isEmpty()) {
            settle(open, share -> tokensUsed - share.amount());
        }
    }

    private @Nullable Held held() {
        List<String> leased = shares.stream()
                .filter(SharedShare::isLease)
                .map(SharedShare::key)
                .toList();
        if (!leased.isEmpty()) {
            leases.hold(lease, leased);
        }
        return leased.isEmpty() && shares.stream().noneMatch(SharedShare::isTokens) ? null : this;
    }

    private void settle(List<SharedShare> open, ToLongFunction<SharedShare> amount) {
        String[] arguments = new String[1 + 3 * open.size()];
        arguments[0] = lease;
        write(open, amount, arguments, 1);
        redis.tell(commands -> scripts.settle().run(commands, keys(open), arguments));
    }

    private static String[] keys(List<SharedShare> shares) {
        String[] keys = new String[shares.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = shares.get(i).key();
        }
        return keys;
    }

    private static void write(
            List<SharedShare> shares, ToLongFunction<SharedShare> amount, String[] arguments, int from) {
        int at = from;
        for (SharedShare share : shares) {
            arguments[at++] = Integer.toString(share.limit());
            arguments[at++] = Long.toString(share.periodMicros());
            arguments[at++] = Long.toString(amount.applyAsLong(share));
        }
    }
}

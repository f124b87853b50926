package dev.caravan.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body with exactly the demand that a test gives it, and keeps what came. Thread-safe. Its {@code await} methods
 * return as soon as the thing awaited is there, and fail the test with an {@link AssertionError} when it does not come.
 */
public final class CollectingSubscriber implements Flow.Subscriber<ByteBuffer> {

    private final int cancelAfter;
    private final List<byte[]> items = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean complete;
    private long requested;
    private long signals;
    private boolean overrun;

    private CollectingSubscriber(int cancelAfter) {
        this.cancelAfter = cancelAfter;
    }

    /** Subscribes without asking for anything yet. */
    public static CollectingSubscriber to(Flow.Publisher<ByteBuffer> body) {
        return subscribe(body, Integer.MAX_VALUE);
    }

    /** Subscribes, and cancels while it is handed the item of that number, counted from one. */
    public static CollectingSubscriber cancellingAfter(int items, Flow.Publisher<ByteBuffer> body) {
        return subscribe(body, items);
    }

    /** Reads the whole body, waiting for its end that long at most. */
    public static CollectingSubscriber readAll(Flow.Publisher<ByteBuffer> body, Duration patience) {
        CollectingSubscriber subscriber = to(body);
        subscriber.request(Long.MAX_VALUE);
        subscriber.awaitEnd(patience);
        return subscriber;
    }

    private static CollectingSubscriber subscribe(Flow.Publisher<ByteBuffer> body, int cancelAfter) {
        CollectingSubscriber subscriber = new CollectingSubscriber(cancelAfter);
        body.subscribe(subscriber);
        return subscriber;
    }

    /** Asks for that many more items. */
    public void request(long count) {
        Flow.Subscription current = subscription();
        synchronized (this) {
            requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
        }
        current.request(count);
    }

    public void cancel() {
        subscription().cancel();
    }

    /** Waits for that many items in all, or for the end when it comes before. */
    public void awaitItems(int count, Duration patience) {
        await(() -> items.size() >= count || ended(), patience, count + " items");
    }

    /** Waits for the completion or the failure. */
    public void awaitEnd(Duration patience) {
        await(this::ended, patience, "the end of the body");
    }

    /** Watches for that long at most; true when no signal of any kind came in that time. */
    public boolean hearsNothingFor(Duration time) {
        long before = signals();
        return !waitFor(() -> signals != before, time);
    }

    /** The items so far, in their order. */
    public synchronized List<byte[]> items() {
        return List.copyOf(items);
    }

    /** All bytes so far. */
    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        items().forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** All bytes so far as UTF-8. */
    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public synchronized boolean isComplete() {
        return complete;
    }

    /** What the body failed with, or null when it did not fail. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Whether more items came than were asked for. */
    public synchronized boolean isOverrun() {
        return overrun;
    }

    @Override
    public synchronized void onSubscribe(Flow.Subscription given) {
        subscription = given;
        notifyAll();
    }

    @Override
    public void onNext(ByteBuffer item) {
        byte[] bytes = new byte[item.remaining()];
        item.get(bytes);
        boolean cancelNow;
        synchronized (this) {
            items.add(bytes);
            overrun |= items.size() > requested;
            cancelNow = items.size() == cancelAfter;
            signalled();
        }
        if (cancelNow) {
            cancel();
        }
    }

    @Override
    public synchronized void onError(Throwable error) {
        failure = error;
        signalled();
    }

    @Override
    public synchronized void onComplete() {
        complete = true;
        signalled();
    }

    private synchronized void signalled() {
        signals++;
        notifyAll();
    }

    private synchronized long signals() {
        return signals;
    }

    private synchronized boolean ended() {
        return complete || failure != null;
    }

    private Flow.Subscription subscription() {
        await(() -> subscription != null, Duration.ofSeconds(5), "a subscription");
        synchronized (this) {
            Flow.Subscription current = subscription;
            if (current == null) {
                throw new AssertionError("No subscription");
            }
            return current;
        }
    }

    private void await(BooleanSupplier reached, Duration patience, String what) {
        if (!waitFor(reached, patience)) {
            throw new AssertionError("Waited " + patience + " in vain for " + what);
        }
    }

    private synchronized boolean waitFor(BooleanSupplier reached, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!reached.getAsBoolean()) {
            long leftMillis = (deadline - System.nanoTime() + 999_999) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            try {
                wait(leftMillis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting", e);
            }
        }
        return true;
    }
}

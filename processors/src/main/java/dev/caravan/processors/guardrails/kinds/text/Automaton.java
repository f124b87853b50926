package dev.caravan.processors.guardrails.kinds.text;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Queue;

/**
 * Finds many phrases in one walk over a text (Aho-Corasick). Immutable. A state is a number; it stands for the longest
 * beginning of a phrase that the characters read so far end with. {@link #START} is the empty one.
 */
public final class Automaton {

    public static final int START = 0;

    /** Steps by {@code state << 16 | character}, an open hash table; a key is stored plus one, so that 0 means free. */
    private long[] keys = new long[64];

    private int[] targets = new int[64];
    private int used;

    /** The steps from {@link #START} with characters of ASCII. */
    private final int[] first = new int[128];

    private int states = 1;
    private int[] depth = new int[16];
    private int[] shorter = new int[16];
    private boolean[] whole = new boolean[16];
    private int[] shorterWhole = new int[16];

    /** @param phrases none of them empty */
    public Automaton(Collection<String> phrases) {
        phrases.forEach(this::add);
        for (char c = 0; c < first.length; c++) {
            first[c] = step(START, c);
        }
        link(phrases);
    }

    /** The state after one more character. Its time over a text is in proportion to the text's length. */
    public int next(int state, char c) {
        int from = state;
        while (true) {
            // Most characters of a text begin no phrase: that has to be told at once.
            int target = from == START && c < first.length ? first[c] : step(from, c);
            if (target != START || from == START) {
                return target;
            }
            from = shorter[from];
        }
    }

    /** How many characters the state stands for. */
    public int depth(int state) {
        return depth[state];
    }

    /** The next shorter beginning of a phrase that the characters read so far end with; {@link #START} when there is none. */
    public int shorter(int state) {
        return shorter[state];
    }

    /**
     * The longest whole phrase that the characters read so far end with, as a state; {@link #START} when there is none. For
     * the next shorter one, give the {@link #shorter} of that.
     */
    public int phrase(int state) {
        return whole[state] ? state : shorterWhole[state];
    }

    private void add(String phrase) {
        int state = START;
        for (int i = 0; i < phrase.length(); i++) {
            char c = phrase.charAt(i);
            int target = step(state, c);
            if (target == START) {
                target = newState(depth[state] + 1);
                put(state, c, target);
            }
            state = target;
        }
        whole[state] = true;
    }

    /** Level by level: each phrase is walked one character further, so that shorter states are linked before longer ones. */
    private void link(Collection<String> phrases) {
        record Walk(String phrase, int state, int read) {}
        Queue<Walk> walks = new ArrayDeque<>();
        phrases.forEach(phrase -> walks.add(new Walk(phrase, START, 0)));
        while (!walks.isEmpty()) {
            Walk walk = walks.remove();
            char c = walk.phrase.charAt(walk.read);
            int state = step(walk.state, c);
            if (walk.state != START) {
                shorter[state] = next(shorter[walk.state], c);
                shorterWhole[state] = phrase(shorter[state]);
            }
            if (walk.read + 1 < walk.phrase.length()) {
                walks.add(new Walk(walk.phrase, state, walk.read + 1));
            }
        }
    }

    private int newState(int itsDepth) {
        if (states == depth.length) {
            depth = Arrays.copyOf(depth, 2 * states);
            shorter = Arrays.copyOf(shorter, 2 * states);
            whole = Arrays.copyOf(whole, 2 * states);
            shorterWhole = Arrays.copyOf(shorterWhole, 2 * states);
        }
        depth[states] = itsDepth;
        return states++;
    }

    private int step(int state, char c) {
        long key = key(state, c);
        for (int slot = slot(key, keys.length); keys[slot] != 0; slot = slot + 1 & keys.length - 1) {
            if (keys[slot] == key) {
                return targets[slot];
            }
        }
        return START;
    }

    private void put(int state, char c, int target) {
        if (2 * ++used > keys.length) {
            long[] oldKeys = keys;
            int[] oldTargets = targets;
            keys = new long[2 * oldKeys.length];
            targets = new int[keys.length];
            for (int i = 0; i < oldKeys.length; i++) {
                if (oldKeys[i] != 0) {
                    insert(oldKeys[i], oldTargets[i]);
                }
            }
        }
        insert(key(state, c), target);
    }

    private void insert(long key, int target) {
        int slot = slot(key, keys.length);
        while (keys[slot] != 0) {
            slot = slot + 1 & keys.length - 1;
        }
        keys[slot] = key;
        targets[slot] = target;
    }

    private static long key(int state, char c) {
        return ((long) state << 16 | c) + 1;
    }

    private static int slot(long key, int size) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & size - 1;
    }
}

package dev.caravan.gateway.ledger;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;

/** Zstandard, as quick as it goes: bodies are written for each exchange and read for few. */
final class Compression {

    private static final int QUICKEST = 1;

    /** No stored text unpacks to more. */
    private static final long LONGEST = 1L << 31;

    private Compression() {}

    static byte[] pack(byte[] bytes) {
        return Zstd.compress(bytes, QUICKEST);
    }

    /** @throws IllegalStateException when it was not packed by {@link #pack} */
    static byte[] unpack(byte[] packed) {
        long length = Zstd.getFrameContentSize(packed);
        if (length < 0 || length >= LONGEST) {
            throw new IllegalStateException("a stored text is damaged");
        }
        try {
            return Zstd.decompress(packed, (int) length);
        } catch (ZstdException e) {
            throw new IllegalStateException("a stored text is damaged", e);
        }
    }
}

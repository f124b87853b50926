package dev.caravan.gateway.ledger;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;

/**
 * Zstandard, as quick as it goes: bodies are written for each exchange and read for few. Short texts stay as they are. Packing is
 * for one thread.
 */
final class Compression implements AutoCloseable {

    private static final int QUICKEST = 1;

    /** Less than this hardly shrinks. */
    private static final int SHORTEST = 512;

    /** No stored text unpacks to more. */
    private static final long LONGEST = 1L << 31;

    /** What a frame begins with (RFC 8878 §3.1.1); no text that is stored as it is does. */
    private static final byte[] MAGIC = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};

    /** Making one costs more than packing a usual body. */
    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(QUICKEST);

    /** @param bytes must not begin as a frame does */
    byte[] pack(byte[] bytes) {
        return bytes.length < SHORTEST ? bytes : context.compress(bytes);
    }

    @Override
    public void close() {
        context.close();
    }

    /** @throws IllegalStateException when it was not packed by {@link #pack} */
    static byte[] unpack(byte[] packed) {
        if (!isFrame(packed)) {
            return packed;
        }
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

    private static boolean isFrame(byte[] packed) {
        for (int i = 0; i < MAGIC.length; i++) {
            if (i >= packed.length || packed[i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }
}

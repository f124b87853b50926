package dev.caravan.processors.upstream;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which headers pass. Names are compared without regard to case; hop-by-hop headers are on no list. */
final class HeaderAllowList {

    private static final int LONGEST = 64;

    private final List<List<AsciiString>> namesByLength = new ArrayList<>();
    private final List<AsciiString> prefixes;

    /**
     * @param names headers that pass, in lower case
     * @param prefixes beginnings of headers that pass, in lower case
     */
    HeaderAllowList(Set<String> names, List<String> prefixes) {
        for (int length = 0; length <= LONGEST; length++) {
            namesByLength.add(new ArrayList<>(2));
        }
        for (String name : names) {
            if (name.length() <= LONGEST) {
                namesByLength.get(name.length()).add(AsciiString.cached(name));
            }
        }
        this.prefixes = prefixes.stream().map(AsciiString::cached).toList();
    }

    boolean allows(CharSequence name) {
        if (name.length() <= LONGEST) {
            for (AsciiString known : namesByLength.get(name.length())) {
                if (known.contentEqualsIgnoreCase(name)) {
                    return true;
                }
            }
        }
        for (AsciiString prefix : prefixes) {
            if (AsciiString.regionMatches(name, true, 0, prefix, 0, prefix.length())) {
                return true;
            }
        }
        return false;
    }

    /** Adds those that pass to the target. */
    void copy(HttpHeaders from, HttpHeaders to) {
        Iterator<Map.Entry<CharSequence, CharSequence>> lines = from.iteratorCharSequence();
        while (lines.hasNext()) {
            Map.Entry<CharSequence, CharSequence> line = lines.next();
            if (allows(line.getKey())) {
                to.add(line.getKey(), line.getValue());
            }
        }
    }
}

package dev.caravan.processors.pricing;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The names under which a price list may know a model: lists name a model once, providers name it in many ways. */
final class ModelNames {

    /** A name longer than this is nobody's. */
    private static final int LONGEST = 256;

    /** {@code -20250929}, {@code @20250929}, {@code -2024-08-06}, {@code -latest}; also in front of Bedrock's version. */
    private static final Pattern DATE = Pattern.compile("(?:[-@]20\\d{6}|-20\\d\\d-\\d\\d-\\d\\d|[-@]latest)$");

    /** Bedrock's {@code -v1:0}, with or without a context size behind it. */
    private static final Pattern VERSION = Pattern.compile("-v\\d{1,2}(?::\\d{1,3}[km]?){0,2}$");

    /** Bedrock's {@code us.} (a group of regions) in front of a vendor. */
    private static final Pattern REGION = Pattern.compile("^(?:us|eu|apac|jp|au|ca|global|us-gov)\\.(?=[a-z0-9]+\\.)");

    private ModelNames() {}

    /**
     * The names to look for, the first that is found counts:
     *
     * <ol>
     *   <li>the name as it is;
     *   <li>without {@code provider/} in front, one segment after the other;
     *   <li>without Bedrock's group of regions in front;
     *   <li>each of these without a version and a date at its end.
     * </ol>
     */
    static Set<String> of(String model) {
        Set<String> names = new LinkedHashSet<>();
        if (model.isEmpty() || model.length() > LONGEST) {
            return names;
        }
        String name = model;
        names.add(name);
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/')) {
            name = name.substring(slash + 1);
            names.add(name);
        }
        names.add(REGION.matcher(name).replaceFirst(""));
        for (String full : List.copyOf(names)) {
            String unversioned = VERSION.matcher(full).replaceFirst("");
            names.add(unversioned);
            names.add(DATE.matcher(unversioned).replaceFirst(""));
        }
        names.remove("");
        return names;
    }
}

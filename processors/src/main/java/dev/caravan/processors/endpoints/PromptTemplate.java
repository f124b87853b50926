package dev.caravan.processors.endpoints;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text with variables: {@code Summarize in {{language}}: {{input}}}. What is put in for one is never looked into for others.
 * Immutable.
 */
public final class PromptTemplate {

    /** The variable that stands for what the user says. */
    public static final String INPUT = "input";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

    private final List<Piece> pieces;
    private final Set<String> names;

    private PromptTemplate(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
        Set<String> found = new LinkedHashSet<>();
        pieces.forEach(piece -> {
            if (piece.isName()) {
                found.add(piece.text());
            }
        });
        this.names = Set.copyOf(found);
    }

    private record Piece(String text, boolean isName) {}

    /** @throws IllegalArgumentException with the reason when braces are not closed, or hold no name */
    public static PromptTemplate compile(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", from)) {
            int close = text.indexOf("}}", open);
            if (close < 0) {
                throw new IllegalArgumentException("has '{{' without '}}'");
            }
            String name = text.substring(open + 2, close).strip();
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("has '{{" + name + "}}', which is no variable's name");
            }
            pieces.add(new Piece(text.substring(from, open), false));
            pieces.add(new Piece(name, true));
            from = close + 2;
        }
        pieces.add(new Piece(text.substring(from), false));
        return new PromptTemplate(pieces);
    }

    /** The names of its variables. */
    public Set<String> names() {
        return names;
    }

    /** The text without its variables. */
    public String literal() {
        StringBuilder text = new StringBuilder();
        pieces.stream().filter(piece -> !piece.isName()).forEach(piece -> text.append(piece.text()));
        return text.toString();
    }

    /**
     * The text with its variables replaced.
     *
     * @param values gives the text for a variable, null when there is none
     * @throws MissingVariableException for the first variable without a value
     */
    String render(Function<String, @Nullable String> values) {
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            String part = piece.isName() ? values.apply(piece.text()) : piece.text();
            if (part == null) {
                throw new MissingVariableException(piece.text());
            }
            text.append(part);
        }
        return text.toString();
    }

    /** A variable has no value. */
    static final class MissingVariableException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String variable;

        MissingVariableException(String variable) {
            super("no value for " + variable, null, false, false);
            this.variable = variable;
        }

        String variable() {
            return variable;
        }
    }
}

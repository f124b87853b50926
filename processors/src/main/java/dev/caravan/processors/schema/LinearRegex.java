package dev.caravan.processors.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.JDKRegularExpressionFactory;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Patterns that take time in proportion to the text, whatever a client sends. One that looks ahead or back cannot be matched
 * so, and is left to the JDK.
 */
final class LinearRegex implements RegularExpressionFactory {

    @Override
    public RegularExpression getRegularExpression(String regex) {
        try {
            Pattern pattern = Pattern.compile(regex);
            return text -> pattern.matcher(text).find();
        } catch (PatternSyntaxException e) {
            return JDKRegularExpressionFactory.getInstance().getRegularExpression(regex);
        }
    }
}

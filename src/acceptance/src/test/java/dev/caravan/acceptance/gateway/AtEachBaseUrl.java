package dev.caravan.acceptance.gateway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A test that is run with each of the {@link GatewayWithUpstream#baseUrls()} of its class, which is its parameter. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest
@ArgumentsSource(AtEachBaseUrl.Source.class)
public @interface AtEachBaseUrl {

    /** Where the URLs come from. */
    final class Source implements ArgumentsProvider {

        private static final ExtensionContext.Namespace HERE = ExtensionContext.Namespace.create(AtEachBaseUrl.class);

        static void offer(ExtensionContext ofClass, List<String> urls) {
            ofClass.getStore(HERE).put("urls", urls.toArray(String[]::new));
        }

        @Override
        public Stream<? extends Arguments> provideArguments(ExtensionContext ofTest) {
            return Stream.of(ofTest.getStore(HERE).get("urls", String[].class)).map(Arguments::of);
        }
    }
}

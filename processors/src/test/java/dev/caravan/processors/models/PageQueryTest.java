package dev.caravan.processors.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.spi.GatewayError;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageQueryTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "key=k", "limit=", "limit"})
    void withoutASizeThePageHoldsEverything(String query) {
        assertThat(new PageQuery(query).size("limit")).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=-1", "limit=1001", "limit=ten", "limit=1.5", "limit=99999999999"})
    void aSizeIsANumberFromOneToAThousand(String query) {
        GatewayError error = catchThrowableOfType(GatewayError.class, () -> new PageQuery(query).size("limit"));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.code()).isEqualTo("invalid_query");
        assertThat(error.param()).isEqualTo("limit");
    }

    @Test
    void valuesAreDecoded() {
        assertThat(new PageQuery("a=1&after_id=org%2Fm").text("after_id")).isEqualTo("org/m");
    }

    @Test
    void aModelThatIsNotInTheListIsNoNeighbour() {
        GatewayError error = catchThrowableOfType(
                GatewayError.class, () -> new PageQuery("after_id=gone").position("after_id", List.of()));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo("after_id");
    }

    @Test
    void aMalformedQueryIsTheClientsFault() {
        assertThat(catchThrowableOfType(GatewayError.class, () -> new PageQuery("limit=%zz"))
                        .code())
                .isEqualTo("invalid_query");
    }
}

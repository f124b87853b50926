package dev.caravan.spi.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.spi.chat.MediaSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/png;base64,iVBORw0KGgo= | image/png | iVBORw0KGgo=",
                "DATA:Image/PNG;BASE64,iVBORw0KGgo= | image/png | iVBORw0KGgo=",
                "data:text/plain;charset=utf-8;base64,SGk= | text/plain | SGk=",
                "data:;base64,SGk= | | SGk=",
                "data:image/png;base64,'' | image/png | ''",
            })
    void readsBytesInBase64(String url, String mediaType, String base64) {
        String address = url.replace("''", "");
        MediaSource bytes = new MediaSource.Inline(mediaType, base64);

        assertThat(DataUrl.isDataUrl(address)).isTrue();
        assertThat(DataUrl.base64(address)).isEqualTo(bytes);
        assertThat(DataUrl.source(address)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "'data:text/plain,a%20b+c', text/plain, YSBiK2M=",
        "'data:text/plain;charset=utf-8,%C3%A9', text/plain, w6k=",
        "'data:image/gif,GIF8%ff', image/gif, R0lGOP8=",
        "'data:,x', , eA==",
    })
    void readsBytesThatArePercentEncoded(String url, String mediaType, String base64) {
        assertThat(DataUrl.source(url)).isEqualTo(new MediaSource.Inline(mediaType, base64));
        assertThat(DataUrl.base64(url)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://host/data:image/png;base64,x",
                "data:image/png;base64",
                "data:text/plain,100%",
                "data:text/plain,%4",
                "data:text/plain,%zz",
                "",
            })
    void leavesWhatIsNoDataUrlOrMalformedAsTheAddressThatItIs(String url) {
        assertThat(DataUrl.source(url)).isEqualTo(new MediaSource.Url(url, null));
        assertThat(DataUrl.base64(url)).isNull();
    }

    @Test
    void knowsAMalformedDataUrlFromAnAddress() {
        assertThat(DataUrl.isDataUrl("data:nothing")).isTrue();
        assertThat(DataUrl.isDataUrl("dat")).isFalse();
        assertThat(DataUrl.isDataUrl("https://host/x")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "image/webp, iVBORw0KGgo=, data:image/webp;base64",
        ", iVBORw0KGgo=, data:image/png;base64",
        ", /9j/4AAQ, data:image/jpeg;base64",
        ", R0lGODlh, data:image/gif;base64",
        ", UklGRg==, data:image/webp;base64",
        ", JVBERi0x, data:application/pdf;base64",
        ", SGk=, data:application/x-other;base64",
    })
    void writesTheTypeThatWasSaidElseTheOneThatTheBytesTellElseTheOther(String said, String base64, String head) {
        MediaSource.Inline bytes = new MediaSource.Inline(said, base64);

        assertThat(DataUrl.of(bytes, "application/x-other")).isEqualTo(head + "," + base64);
    }

    @Test
    void bytesAndAddressesHaveAnAddress() {
        assertThat(DataUrl.address(new MediaSource.Inline(null, "SGk="), "image/png"))
                .isEqualTo("data:image/png;base64,SGk=");
        assertThat(DataUrl.address(new MediaSource.Url("https://host/x", "image/gif"), "image/png"))
                .isEqualTo("https://host/x");
        assertThat(DataUrl.address(new MediaSource.StoredFile("file-1"), "image/png"))
                .isNull();
        assertThat(DataUrl.address(new MediaSource.PlainText("Hi"), "image/png"))
                .isNull();
    }
}

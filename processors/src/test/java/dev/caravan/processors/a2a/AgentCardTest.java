package dev.caravan.processors.a2a;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import org.junit.jupiter.api.Test;

class AgentCardTest {

    private static final String OWN = "https://gw.example.com/a2a/x";

    @Test
    void ofTheFormerVersionIsAskedAtItsUrlUnlessThatIsNoJsonRpc() {
        assertThat(card("{'url':'https://a/rpc'}").endpoint()).isEqualTo("https://a/rpc");
        assertThat(card("{'url':'https://a/g','preferredTransport':'GRPC',"
                                + "'additionalInterfaces':[{'url':'https://a/rest','transport':'HTTP+JSON'},"
                                + "{'url':'https://a/rpc','transport':'JSONRPC'}]}")
                        .endpoint())
                .isEqualTo("https://a/rpc");
        assertThat(card("{'url':'https://a/g','preferredTransport':'GRPC'}").endpoint())
                .isNull();
    }

    @Test
    void ofBothVersionsIsAskedAsTheCurrentOneSaysAndKnowsTheFormerWords() {
        AgentCard both = card("{'url':'https://a/old','supportedInterfaces':["
                + "{'url':'https://a/new','protocolBinding':'JSONRPC','protocolVersion':'1.0'}]}");

        assertThat(both.endpoint()).isEqualTo("https://a/new");
        assertThat(both.isCurrentOnly()).isFalse();
        assertThat(card("{'supportedInterfaces':[{'url':'u','protocolBinding':'JSONRPC','protocolVersion':'1.0'}]}")
                        .isCurrentOnly())
                .isTrue();
        assertThat(card("{'supportedInterfaces':[{'url':'u','protocolBinding':'JSONRPC','protocolVersion':'0.3'}]}")
                        .isCurrentOnly())
                .isFalse();
    }

    @Test
    void ofBothVersionsNamesTheGatewayInBoth() {
        ObjectNode moved = card("{'name':'n','url':'https://a/old','supportedInterfaces':["
                        + "{'url':'https://a/new','protocolBinding':'JSONRPC','protocolVersion':'1.0','tenant':'t'},"
                        + "{'url':'https://a/g','protocolBinding':'GRPC','protocolVersion':'1.0'}],"
                        + "'security':[{'x':[]}],'signatures':[{}],'more':{'kept':[1.50]}}")
                .reachedAt(OWN);

        assertThat(moved.path("url").asText()).isEqualTo(OWN);
        assertThat(moved.path("supportedInterfaces")).hasSize(1);
        assertThat(moved.at("/supportedInterfaces/0/url").asText()).isEqualTo(OWN);
        assertThat(moved.at("/supportedInterfaces/0/tenant").asText()).isEqualTo("t");
        JsonNode scheme = moved.at("/securitySchemes/caravan");
        assertThat(scheme.path("type").asText()).isEqualTo("http");
        assertThat(scheme.at("/httpAuthSecurityScheme/scheme").asText()).isEqualTo("Bearer");
        assertThat(moved.path("security").toString()).isEqualTo("[{\"caravan\":[]}]");
        assertThat(moved.has("signatures")).isFalse();
        assertThat(moved.path("more").toString()).isEqualTo("{\"kept\":[1.50]}");
    }

    @Test
    void isNotChangedByWhatIsMadeOfIt() {
        AgentCard card = card("{'url':'https://a/rpc','skills':[{'id':'s','security':[]}]}");
        String before = card.json().toString();

        card.reachedAt(OWN);

        assertThat(card.json().toString()).isEqualTo(before);
    }

    @Test
    void withoutJsonRpcInTheCurrentWordsGetsTheGatewaysInterface() {
        ObjectNode moved = card("{'supportedInterfaces':[{'url':'https://a/g','protocolBinding':'GRPC'}]}")
                .reachedAt(OWN);

        assertThat(moved.path("supportedInterfaces").toString())
                .isEqualTo("[{\"url\":\"" + OWN + "\",\"protocolBinding\":\"JSONRPC\",\"protocolVersion\":\"1.0\"}]");
    }

    private static AgentCard card(String json) {
        return new AgentCard((ObjectNode) Json.parse(json.replace('\'', '"')));
    }
}

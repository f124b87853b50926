package dev.caravan.provider.gemini.generate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.wire.Json;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'string','title':'T','description':'D','minLength':1,'maxLength':9,'pattern':'a+'}",
                "{'type':['string','null'],'enum':['a','b',null]}",
                "{'type':'string','format':'date-time'}",
                "{'type':['number','null'],'format':'double','minimum':0.5,'maximum':1}",
                "{'type':'integer','format':'int64'}",
                "{'type':'array','items':{'type':'boolean'},'minItems':1,'maxItems':3}",
                "{'type':'object','properties':{'type':{'type':'string'},'enum':{'type':'object',"
                        + "'properties':{'x':{'type':'integer'}}}},'required':['type']}",
            })
    void aSchemaOfTheSubsetComesBackAsItWas(String schema) {
        ObjectNode written = Objects.requireNonNull(SchemaWriter.subset(Golden.node(schema)));

        assertThat(written.path("type").asText()).isUpperCase();
        assertThat(SchemaReader.jsonSchema(written)).isEqualTo(Golden.node(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{}",
                "{'type':'null'}",
                "{'type':['string','integer']}",
                "{'type':['string','integer','null']}",
                "{'type':'object'}",
                "{'type':'object','properties':{}}",
                "{'type':'object','properties':{'a':{'type':'string'}},'additionalProperties':false}",
                "{'type':'object','properties':{'a':{'$ref':'#/$defs/a'}}}",
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['b']}",
                "{'type':'array'}",
                "{'type':'array','items':{'type':'array'}}",
                "{'type':'string','format':'uri'}",
                "{'type':'string','const':'a'}",
                "{'type':'string','enum':['a',null]}",
                "{'type':['string','null'],'enum':['a']}",
                "{'type':'integer','enum':[1,2]}",
                "{'type':'string','default':'a'}",
                "{'anyOf':[{'type':'string'}]}",
            })
    void aSchemaBeyondTheSubsetIsLeftToTheFieldsOfJsonSchema(String schema) {
        assertThat(SchemaWriter.subset(Golden.node(schema))).isNull();
    }

    @Test
    void readsAlternativesExamplesAndUnknownWords() {
        assertThat(Json.text(SchemaReader.jsonSchema(Golden.node("{'any_of':[{'type':'STRING'},{'type':'NUMBER'}],"
                                + "'nullable':true,'example':1,'x':2,'min_items':'3','default':0}")))
                        .replace('"', '\''))
                .isEqualTo("{'anyOf':[{'type':'string'},{'type':'number'},{'type':'null'}],"
                        + "'examples':[1],'x':2,'minItems':3,'default':0}");
    }
}

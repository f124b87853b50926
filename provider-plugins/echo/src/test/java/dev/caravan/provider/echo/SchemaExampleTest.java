package dev.caravan.provider.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.GatewayError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaExampleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string'} | 'hi'",
                "{'type':'string','minLength':5} | 'hi...'",
                "{'type':'string','maxLength':1} | 'h'",
                "{'type':'string','format':'date-time'} | '2025-01-01T00:00:00Z'",
                "{'type':'string','format':'email'} | 'echo@example.com'",
                "{'type':'integer'} | 1",
                "{'type':'integer','minimum':5} | 5",
                "{'type':'integer','exclusiveMinimum':5} | 6",
                "{'type':'integer','maximum':-3} | -3",
                "{'type':'integer','exclusiveMaximum':1} | 0",
                "{'type':'integer','minimum':7,'multipleOf':5} | 10",
                "{'type':'integer','minimum':1.5} | 2",
                "{'type':'integer','maximum':9007199254740993,'minimum':9007199254740993} | 9007199254740993",
                "{'type':'number'} | 1",
                "{'type':'number','minimum':0,'exclusiveMaximum':1} | 0.5",
                "{'type':'number','exclusiveMinimum':2.5} | 3.5",
                "{'type':'number','maximum':1e400} | 1",
                "{'type':'boolean'} | true",
                "{'type':'null'} | null",
                "{'type':['null','integer']} | 1",
                "{'enum':['red','green']} | 'red'",
                "{'const':{'a':1}} | {'a':1}",
                "{} | 'hi'",
                "true | 'hi'",
                "{'type':'array','items':{'type':'integer'}} | [1]",
                "{'type':'array','items':{'type':'integer'},'minItems':3} | [1,1,1]",
                "{'type':'array','items':{'type':'integer'},'maxItems':0} | []",
                "{'type':'array','prefixItems':[{'type':'string'},{'type':'integer'}],'items':false} | ['hi',1]",
                "{'type':'object'} | {}",
                "{'type':'object','properties':{'a':{'type':'string'},'b':{'type':'integer'}},'required':['b']} | {'b':1}",
                "{'properties':{'a':{'properties':{'b':{'type':'boolean'}},'required':['b']}},'required':['a']}"
                        + " | {'a':{'b':true}}",
                "{'type':'object','required':['undeclared']} | {'undeclared':'hi'}",
                "{'anyOf':[{'type':'null'},{'type':'integer'}]} | 1",
                "{'oneOf':[{'type':'string'},{'type':'integer'}]} | 'hi'",
                "{'allOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},"
                        + "{'properties':{'b':{'type':'integer'}},'required':['b']}]} | {'a':1,'b':1}",
                "{'anyOf':[{'properties':{'a':{'type':'integer'}},'required':['a']}],"
                        + "'properties':{'b':{'type':'integer'}},'required':['b']} | {'a':1,'b':1}",
                "{'$ref':'#/$defs/x','$defs':{'x':{'type':'integer'}}} | 1",
            })
    void satisfiesTheSchemaInTheSmallestWay(String schema, String document) {
        assertThat(SchemaExample.of(json(schema), "hi", "tools"))
                .hasToString(json(document).toString());
    }

    @Test
    void endsASchemaThatRefersToItself() {
        JsonNode tree = json("{'$ref':'#/$defs/node','$defs':{'node':{'type':'object','properties':{'value':"
                + "{'type':'integer'},'children':{'type':'array','items':{'$ref':'#/$defs/node'}},"
                + "'next':{'anyOf':[{'$ref':'#/$defs/node'},{'type':'null'}]}},"
                + "'required':['value','children','next']}}}");

        assertThat(SchemaExample.of(tree, "hi", "tools"))
                .hasToString(json("{'value':1,'children':[],'next':null}").toString());
    }

    @Test
    void endsASchemaThatRefersToItsRoot() {
        JsonNode list = json("{'type':'object','properties':{'rest':{'anyOf':[{'$ref':'#'},{'type':'null'}]}},"
                + "'required':['rest']}");

        assertThat(SchemaExample.of(list, "hi", "tools")).hasToString("{\"rest\":null}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'array','items':{'type':'integer'},'minItems':1000000000}",
                "{'type':'string','minLength':1000000000}",
                "{'type':'array','items':{'type':'string','minLength':90000},'minItems':2}",
                "{'$ref':'#/$defs/a','$defs':{'a':{'type':'array','minItems':100,'items':{'$ref':'#/$defs/b'}},"
                        + "'b':{'type':'array','minItems':100,'items':{'type':'integer'}}}}",
            })
    void refusesASchemaThatAsksForTooMuch(String schema) {
        assertThatThrownBy(() -> SchemaExample.of(json(schema), "hi", "response_format"))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.param()).isEqualTo("response_format");
                });
    }

    private static JsonNode json(String text) {
        return EchoCalls.json(text.replace('\'', '"'));
    }
}

package dev.caravan.gateway.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.budgets.Budget;
import dev.caravan.processors.endpoints.Project;
import dev.caravan.processors.endpoints.Projects;
import dev.caravan.processors.limits.RateLimit;
import dev.caravan.processors.sessions.SessionRules;
import dev.caravan.spi.GatewayError;
import dev.caravan.spi.wire.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFieldsTest {

    private static final Instant NOW = SettableClock.START;
    private static final String SHOP_ID = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";
    private static final Projects PROJECTS = new Projects(
            List.of(new Project(SHOP_ID, "shop", Project.GATEWAY, List.of(), SessionRules.DEFAULT, Map.of())));

    private final KeyFields fields = new KeyFields(Set.of("echo"), PROJECTS);

    @Test
    void aNameIsEnough() {
        KeySpec spec = read("{'name':' app '}");

        assertThat(spec.principal().name()).isEqualTo("app");
        assertThat(spec.principal().role()).isEqualTo(Role.MEMBER);
        assertThat(spec.principal().scopes()).isEqualTo(Role.MEMBER.usualScopes());
        assertThat(spec.principal().limit()).isEqualTo(RateLimit.NONE);
        assertThat(spec.principal().budget()).isEqualTo(Budget.NONE);
        assertThat(spec.enabled()).isTrue();
        assertThat(spec.expiresAt()).isNull();
    }

    @Test
    void aProjectGoesByItsNameAlsoWhereItsIdIsGiven() {
        assertThat(read("{'name':'app','project':'" + SHOP_ID.toUpperCase(Locale.ROOT) + "'}")
                        .principal()
                        .project())
                .isEqualTo("shop");
        assertThat(read("{'name':'app','project':'web'}").principal().project()).isEqualTo("web");
    }

    @Test
    void nullIsAsGoodAsNothing() {
        assertThat(read("{'name':'app','role':null,'project':null,'limits':null,'allowed_models':null,'enabled':null}"))
                .isEqualTo(read("{'name':'app'}"));
    }

    @Test
    void everyFieldIsReadAndWrittenAsTheSame() {
        KeySpec spec = read("{'name':'app','role':'admin','scopes':['chat'],'project':'web','allowed_models':['a*'],"
                + "'allowed_providers':['echo'],'allowed_agents':['b'],'allowed_endpoints':['c'],'guardrails':['d'],"
                + "'limits':{'requests_per_minute':1,'requests_per_hour':2,'tokens_per_minute':3,'concurrent':4},"
                + "'budgets':{'tokens_per_request':5,'usd_per_day':0.10,'usd_per_month':1e2},"
                + "'enabled':false,'expires_at':'2030-01-01T01:00:00.123456+01:00'}");

        assertThat(spec.principal().scopes()).containsExactly(Scope.CHAT);
        assertThat(spec.principal().limit()).isEqualTo(new RateLimit(1, 2, 4, 3));
        assertThat(spec.principal().budget()).isEqualTo(new Budget(5, new BigDecimal("0.1"), new BigDecimal("100")));
        assertThat(spec.expiresAt()).isEqualTo("2030-01-01T00:00:00.123Z");
        assertThat(fields.read(KeyJson.spec(spec), NOW)).isEqualTo(spec);
    }

    @ParameterizedTest
    @CsvSource({"user,MEMBER", "member,MEMBER", "admin,ADMIN", "read-only,READ_ONLY"})
    void aRoleBringsItsUsualScopes(String word, Role role) {
        assertThat(read("{'name':'app','role':'" + word + "'}").principal())
                .matches(principal ->
                        principal.role() == role && principal.scopes().equals(role.usualScopes()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | name | Missing required field: 'name'.",
                "{'name':''} | name | Invalid 'name': expected a text of 1 to 100 plain characters.",
                "{'name':'a\\nb'} | name | Invalid 'name': expected a text of 1 to 100 plain characters.",
                "{'name':'a\\ud800'} | name | Invalid 'name': expected a text of 1 to 100 plain characters.",
                "{'name':7} | name | Invalid 'name': expected a text of 1 to 100 plain characters.",
                "{'nmae':'a'} | nmae | Unknown field 'nmae'. Did you mean 'name'? Known: name, role,",
                "{'name':'a','role':'king'} | role | Invalid 'role': expected admin, member or read-only.",
                "{'name':'a','scopes':[]} | scopes | Invalid 'scopes': expected a list of 1 to 500 texts",
                "{'name':'a','scopes':'chat'} | scopes | Invalid 'scopes': expected a list of 1 to 500 texts",
                "{'name':'a','scopes':['chta']} | scopes | Invalid 'scopes': 'chta' is no scope. Did you mean 'chat'? Known: chat,",
                "{'name':'a','allowed_models':['']} | allowed_models[0] | Invalid 'allowed_models[0]': expected a text",
                "{'name':'a','allowed_providers':['ehco']} | allowed_providers | Invalid 'allowed_providers': 'ehco' is no configured provider. Did you mean 'echo'?",
                "{'name':'a','limits':7} | limits | Invalid 'limits': expected an object.",
                "{'name':'a','limits':{'rpm':7}} | limits.rpm | Unknown field 'limits.rpm'. Known: requests_per_minute,",
                "{'name':'a','limits':{'concurrent':1.5}} | limits.concurrent | Invalid 'limits.concurrent': expected a whole number from 1 to 1000000000.",
                "{'name':'a','budgets':{'usd_per_day':-1}} | budgets.usd_per_day | Invalid 'budgets.usd_per_day': expected a number above 0",
                "{'name':'a','budgets':{'usd_per_day':0.0000001}} | budgets.usd_per_day | Invalid 'budgets.usd_per_day': expected a number above 0",
                "{'name':'a','budgets':{'usd_per_day':1e999999999}} | budgets.usd_per_day | Invalid 'budgets.usd_per_day': expected a number above 0",
                "{'name':'a','budgets':{'tokens_per_request':0}} | budgets.tokens_per_request | Invalid 'budgets.tokens_per_request': expected a whole number",
                "{'name':'a','enabled':'yes'} | enabled | Invalid 'enabled': expected true or false.",
                "{'name':'a','expires_at':'2030-12-31'} | expires_at | Invalid 'expires_at': expected a time such as 2030-12-31T12:00:00Z.",
                "{'name':'a','expires_at':'+20000-01-01T00:00:00Z'} | expires_at | Invalid 'expires_at': expected a time such as",
                "{'name':'a','expires_at':'2026-01-01T00:00:00Z'} | expires_at | Invalid 'expires_at': it lies in the past."
            })
    void aMistakeIsToldWithItsFieldAndWhatIsExpected(String body, String field, String message) {
        GatewayError error = catchThrowableOfType(GatewayError.class, () -> read(body));

        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(field);
        assertThat(error.text()).startsWith(message);
    }

    @Test
    void aChangeLeavesWhatItDoesNotName() {
        KeySpec before = read("{'name':'app','project':'web','allowed_models':['a'],"
                + "'limits':{'requests_per_minute':1,'concurrent':4},'budgets':{'usd_per_day':1}}");

        KeySpec after =
                patched(before, "{'allowed_models':null,'limits':{'concurrent':null},'budgets':{'usd_per_month':9}}");

        assertThat(after)
                .isEqualTo(read("{'name':'app','project':'web','limits':{'requests_per_minute':1},"
                        + "'budgets':{'usd_per_day':1,'usd_per_month':9}}"));
        assertThat(patched(before, "{}")).isEqualTo(before);
    }

    @Test
    void anotherRoleBringsItsScopesUnlessTheKeyHadItsOwn() {
        KeySpec usual = read("{'name':'app'}");
        KeySpec own = read("{'name':'app','scopes':['chat']}");

        assertThat(patched(usual, "{'role':'admin'}").principal().scopes()).isEqualTo(Role.ADMIN.usualScopes());
        assertThat(patched(own, "{'role':'admin'}").principal().scopes()).containsExactly(Scope.CHAT);
        assertThat(patched(own, "{'scopes':null}").principal().scopes()).isEqualTo(Role.MEMBER.usualScopes());
    }

    @Test
    void whatHasBecomeUselessInAKeyDoesNotForbidAnotherChange() {
        KeySpec expired =
                new KeySpec(read("{'name':'app','allowed_providers':['echo']}").principal(), true, NOW);
        KeyFields later = new KeyFields(Set.of("other"), PROJECTS);

        KeySpec renamed = later.patched(expired, object("{'name':'web'}"), NOW);

        assertThat(renamed.principal().name()).isEqualTo("web");
        assertThat(renamed.expiresAt()).isEqualTo(NOW);
        assertThat(renamed.principal().allowedProviders()).isEqualTo(List.of("echo"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{'id':'x'}", "{'created_at':'2030-01-01T00:00:00Z'}", "{'source':'config'}", "{'key':'sk'}"})
    void whatIsTheGatewaysIsNotChanged(String body) {
        GatewayError error = catchThrowableOfType(GatewayError.class, () -> patched(read("{'name':'app'}"), body));

        assertThat(error.code()).isEqualTo("unknown_field");
    }

    private KeySpec read(String body) {
        return fields.read(object(body), NOW);
    }

    private KeySpec patched(KeySpec spec, String body) {
        return fields.patched(spec, object(body), NOW);
    }

    private static ObjectNode object(String body) {
        return (ObjectNode) Json.parse(body.replace('\'', '"'));
    }
}

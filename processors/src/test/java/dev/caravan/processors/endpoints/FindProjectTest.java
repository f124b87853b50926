package dev.caravan.processors.endpoints;

import static dev.caravan.processors.endpoints.TestProject.ID;
import static dev.caravan.processors.endpoints.TestProject.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.processors.auth.Principal;
import dev.caravan.processors.auth.Role;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.request.TestCall;
import dev.caravan.spi.GatewayError;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindProjectTest {

    private final FindProject step =
            new FindProject(new Projects(List.of(TestProject.shop().build())));

    @Test
    void aKeyMayNameItsProjectByNameOrId() {
        for (String named : List.of("shop", ID, ID.toUpperCase(Locale.ROOT))) {
            Call call = call(ID, key(named));

            step.apply(call);

            assertThat(call.project()).extracting(Project::name).isEqualTo("shop");
        }
    }

    @Test
    void theIdMayBeWrittenInUpperCase() {
        Call call = call(ID.toUpperCase(Locale.ROOT), key("shop"));

        step.apply(call);

        assertThat(call.project()).isNotNull();
    }

    @Test
    void aKeyOfAnotherProjectIsRefused() {
        GatewayError refusal = refusal(call(ID, key("office")));

        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.text()).isEqualTo("Token does not belong to this project.");
    }

    @Test
    void aKeyOfNoProjectIsRefusedUnlessItIsAnAdmins() {
        assertThat(refusal(call(ID, key(null))).status()).isEqualTo(403);

        Call admin = call(
                ID, Principal.named("root", Role.ADMIN, Set.of(Scope.values())).build());
        step.apply(admin);
        assertThat(admin.project()).isNotNull();
    }

    @Test
    void anAdminsKeyOfAnotherProjectIsRefusedToo() {
        Principal admin = Principal.named("root", Role.ADMIN, Set.of(Scope.values()))
                .project("office")
                .build();

        assertThat(refusal(call(ID, admin)).status()).isEqualTo(403);
    }

    @Test
    void anUnknownProjectIsNotFound() {
        GatewayError refusal = refusal(call("11111111-1111-4222-8333-444455556666", key("shop")));

        assertThat(refusal.status()).isEqualTo(404);
        assertThat(refusal.code()).isEqualTo("project_not_found");
    }

    @Test
    void aProjectOfAnotherTypeIsNotCalledHere() {
        FindProject other = new FindProject(
                new Projects(List.of(TestProject.shop().type("prompt-library").build())));

        assertThatThrownBy(() -> other.apply(call(ID, key("shop"))))
                .isInstanceOfSatisfying(GatewayError.class, error -> {
                    assertThat(error.status()).isEqualTo(400);
                    assertThat(error.text()).contains("'prompt-library'").contains("'ai-gateway'");
                });
    }

    private GatewayError refusal(Call call) {
        return catchThrowableOfType(GatewayError.class, () -> step.apply(call));
    }

    private static Call call(String id, Principal caller) {
        return TestCall.post("/api/" + id + "/summarize")
                .variable("project", id)
                .caller(caller)
                .build();
    }
}

package dev.caravan.processors.guardrails.kinds.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.processors.guardrails.kinds.KindCase;
import dev.caravan.spi.SettingsException;
import dev.caravan.spi.guard.GuardrailKind;
import dev.caravan.testkit.guard.TextScannerContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The credentials are made up; where a service would look for its own, they are put together from parts. */
class SecretsKindTest {

    private static final String ALNUM_16 = "Q3dE7fG9hJ2kL5mN";
    private static final String ALNUM_36 = ALNUM_16 + "8pR1sT4uV6wX0yZ2aB3c";

    private static final String KEY =
            """
            -----BEGIN RSA PRIVATE KEY-----
            Proc-Type: 4,ENCRYPTED

            MIIEpAIBAAKCAQEA1u2b3n4m5v6c7x8z9
            AbCdEfGh+/==
            -----END RSA PRIVATE KEY-----""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aws-access-key     | AKIA#                                   | IOSFODNN7EXAMPLE",
                "aws-access-key     | ASIA#                                   | IOSFODNN7EXAMPLE",
                "github-token       | ghp_#                                   | " + ALNUM_36,
                "github-token       | gho_#                                   | " + ALNUM_36,
                "github-token       | github_pat_#                            | 11ABCDEFG0_" + ALNUM_36,
                "gitlab-token       | glpat-#                                 | x-1_" + ALNUM_16,
                "slack-token        | xoxb-#                                  | 123456789012-" + ALNUM_16,
                "slack-token        | hooks.slack.com/services/#              | T00000000/B00000000/" + ALNUM_16,
                "stripe-key         | sk_live_#                               | " + ALNUM_16,
                "google-key         | AIza#                                   | SyA1-_" + ALNUM_16 + "bcdefghijklmn",
                "openai-key         | sk-#                                    | " + ALNUM_36,
                "openai-key         | sk-proj-#                               | a_b-" + ALNUM_36,
                "anthropic-key      | sk-ant-#                                | api03-" + ALNUM_36,
                "hugging-face-token | hf_#                                    | " + ALNUM_36,
                "npm-token          | npm_#                                   | " + ALNUM_36,
            })
    void aTokenIsKnownByItsBeginning(String type, String beginning, String rest) {
        String token = beginning.replace("#", rest);
        KindCase all = KindCase.of(new SecretsKind(), Map.of());

        all.finds(token, type);
        all.finds("key ⟦" + token + "⟧, and \"⟦" + token + "⟧\" (⟦" + token + "⟧)");
        KindCase one = KindCase.of(new SecretsKind(), Map.of("types", type));
        one.finds(token, type);
        one.findsNothing("x" + token);
        one.findsNothing(token.substring(0, beginning.length() + 5));
    }

    @Test
    void aTokenOfTheWrongLengthIsNone() {
        KindCase keys = KindCase.of(new SecretsKind(), Map.of("types", List.of("aws-access-key", "google-key")));

        keys.findsNothing("AKIA" + "IOSFODNN7EXAMPLE9");
        keys.findsNothing("AIza" + ALNUM_36);
    }

    @Test
    void aWordThatBeginsLikeATokenIsNone() {
        KindCase.of(new SecretsKind(), Map.of()).findsNothing("sk-learn-is-a-library-with-many-friends sk-1 AKIA ghp_");
    }

    @Test
    void aWebTokenIsFound() {
        String jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
        KindCase tokens = KindCase.of(new SecretsKind(), Map.of("types", "jwt"));

        tokens.finds(jwt, "jwt");
        tokens.finds("Bearer ⟦" + jwt + "⟧, and unsigned ⟦eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.⟧ too");
        tokens.findsNothing(
                "eyJhbGciOiJIUzI1NiJ9 eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0 eyJ.eyJ.x keyJhbGciOiJIUzI1NiJ9.a.b");
    }

    @Test
    void aPrivateKeyIsFoundAsAWhole() {
        KindCase keys = KindCase.of(new SecretsKind(), Map.of());

        keys.finds(KEY, "private-key");
        keys.finds("Here: ⟦" + KEY + "⟧\n⟦" + KEY.replace("RSA ", "") + "⟧ bye");
        keys.finds("{\"key\": \"⟦" + KEY.replace("\n", "\\n") + "⟧\"}");
        keys.finds("⟦" + KEY.replace("RSA PRIVATE KEY", "PGP PRIVATE KEY BLOCK") + "⟧");
        keys.findsNothing(KEY.replace("PRIVATE", "PUBLIC"));
        keys.findsNothing("-----BEGIN CERTIFICATE-----\nMIIEpAIBAAKCAQEA\n-----END CERTIFICATE-----");
    }

    @Test
    void ofAPrivateKeyThatIsCutOffTheLinesThatAreThereAreFound() {
        KindCase.of(new SecretsKind(), Map.of("types", "private-key"))
                .finds("⟦-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1u2b\nMIIEpAIBAAKCAQEA1u2c⟧\nand more words");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=⟦hunter2hunter⟧",
                "DB_PASSWORD=⟦Tr0ub4dor!3⟧",
                "?user=me&password=⟦hunter2hunter⟧&x=1",
                "password: ⟦s3cretpass⟧, please",
                "\"api_key\": \"⟦a1b2c3⟧\"",
                "{\\\"apiKey\\\": \\\"⟦a1b2c3d4⟧\\\"}",
                "api-key = '⟦a1b2c3d4⟧'",
                "client_secret := \"⟦abc123⟧\"",
                "Authorization: Bearer ⟦abc123def456⟧",
                "secret => '⟦abc123⟧'",
                "password = \"⟦correcthorsebatterystaple⟧\"",
            })
    void aValueGivenToASecretNameIsFound(String text) {
        KindCase.of(new SecretsKind(), Map.of("types", "assigned-secret")).finds(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password=${DB_PASSWORD}",
                "password: please enter your password",
                "the password is: not here",
                "token = request.token()",
                "password: ********",
                "password = \"short\"",
                "max_tokens: 4096000000",
                "token: 12345678",
                "password: changeme",
                "https://example.com/path?x=1y2z3a4b5c",
                "username=hunter2hunter",
                "\"token\": \"identifier\"",
            })
    void whatIsNoSecretValueIsNotFound(String text) {
        KindCase.of(new SecretsKind(), Map.of("types", "assigned-secret")).findsNothing(text);
    }

    @Test
    void keysOfAwsAndAzureAreKnownByTheirNames() {
        KindCase all = KindCase.of(new SecretsKind(), Map.of());
        String aws = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
        String azure = ALNUM_36 + ALNUM_36 + ALNUM_16.substring(2) + "==";

        all.finds("aws_secret_access_key = ⟦" + aws + "⟧\n\"SecretAccessKey\": \"⟦" + aws + "⟧\"");
        assertThat(all.labels("aws_secret_access_key = " + aws)).containsExactly("aws-secret-key");
        all.finds("DefaultEndpointsProtocol=https;AccountName=a;AccountKey=⟦" + azure
                + "⟧;EndpointSuffix=core.windows.net");
        assertThat(all.labels(";AccountKey=" + azure)).containsExactly("azure-key");
        all.finds("?sv=2022-11-02&sig=⟦" + ALNUM_36 + "Ab%2Fc%3D⟧&se=2030");
        assertThat(all.labels("&sig=" + ALNUM_36 + "Ab%2Fc%3D")).containsExactly("azure-sas");
    }

    @Test
    void whatLooksRandomIsFound() {
        KindCase.of(new SecretsKind(), Map.of())
                .finds("the value ⟦kJ8s/Pq2+Zx7Lm4Vb9Nc1Wd6Re3Ty5Uo==⟧ is what "
                        + "src/main/java/dev/caravan/processors/Guardrails2Kinds3.java and "
                        + "550e8400-e29b-41d4-a716-446655440000 and da39a3ee5e6b4b0d3255bfef95601890afd80709 are not");
    }

    @Test
    void hexadecimalDigitsAreFoundWhenAskedForAndEntropyCanBeSwitchedOff() {
        KindCase.of(new SecretsKind(), Map.of("hex-entropy", 3.0))
                .finds("⟦da39a3ee5e6b4b0d3255bfef95601890afd80709⟧ and 11111111112222222222aaaaaaaaaabbbbbbbbbb");
        KindCase.of(new SecretsKind(), Map.of("entropy", false)).findsNothing("kJ8s/Pq2+Zx7Lm4Vb9Nc1Wd6Re3Ty5Uo==");
        KindCase.of(new SecretsKind(), Map.of("entropy", 5.9)).findsNothing("kJ8s/Pq2+Zx7Lm4Vb9Nc1Wd6Re3Ty5Uo==");
    }

    @Test
    void whatIsNotKnownIsRefused() {
        assertThatThrownBy(() -> KindCase.of(new SecretsKind(), Map.of("types", "passwords")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("guardrails.test.types")
                .hasMessageContaining("stripe-key");
        assertThatThrownBy(() -> KindCase.of(new SecretsKind(), Map.of("entropy", "high")))
                .hasMessageContaining("guardrails.test.entropy");
    }

    @Test
    void onlyWhatMayBecomeASecretIsUndecided() {
        KindCase all = KindCase.of(new SecretsKind(), Map.of());

        assertThat(all.undecided("an ordinary sentence.")).isEqualTo("sentence.");
        assertThat(all.undecided("an ordinary sentence, ")).isEmpty();
        assertThat(all.undecided("key AKIAIOSF")).isEqualTo("AKIAIOSF");
        assertThat(all.undecided("the password = ")).isEqualTo("password = ");
        assertThat(all.undecided("a -----BEGIN PRIVATE KEY-----\nMIIE\n")).startsWith("-----BEGIN");
        assertThat(all.undecided("a ----")).isEqualTo("----");
        assertThat(all.undecided("a " + KEY + "\n")).isEmpty();
    }

    @Nested
    class Contract extends TextScannerContract {
        @Override
        protected GuardrailKind kind() {
            return new SecretsKind();
        }

        @Override
        protected Map<String, Object> settings() {
            return Map.of("hex-entropy", 3.0, "entropy", 4.0);
        }

        @Override
        protected List<String> samples() {
            return List.of(
                    KEY,
                    KEY.substring(0, 90),
                    "-----BEGIN PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1u2b\n" + KEY,
                    "AKIA" + "IOSFODNN7EXAMPLE ghp_" + ALNUM_36,
                    "sk-" + ALNUM_36 + " xoxb-12-" + ALNUM_16 + ".",
                    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJ.x",
                    "password: s3cretpass, \"api_key\": \"a1b2c3\"",
                    "Authorization: Bearer  abc123def456",
                    "AccountKey=" + ALNUM_36 + ALNUM_16 + "==;sig=" + ALNUM_36 + "Ab%2Fc%3D&x",
                    "kJ8s/Pq2+Zx7Lm4Vb9Nc1Wd6Re3Ty5Uo== da39a3ee5e6b4b0d3255bfef95601890afd80709");
        }
    }
}

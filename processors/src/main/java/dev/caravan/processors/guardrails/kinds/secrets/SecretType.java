package dev.caravan.processors.guardrails.kinds.secrets;

import java.util.List;
import java.util.Locale;

/** What {@code secrets} can find; in the configuration and as a label in lower case with dashes. */
enum SecretType {
    PRIVATE_KEY,
    AWS_ACCESS_KEY(
            TokenRule.alnum("AKIA", 16, 16),
            TokenRule.alnum("ASIA", 16, 16),
            TokenRule.alnum("ABIA", 16, 16),
            TokenRule.alnum("ACCA", 16, 16)),
    AWS_SECRET_KEY,
    AZURE_KEY(
            TokenRule.named("AccountKey=", 40),
            TokenRule.named("SharedAccessKey=", 40),
            TokenRule.named("SharedSecretValue=", 40)),
    AZURE_SAS(TokenRule.named("sig=", 40)),
    GITHUB_TOKEN(
            TokenRule.alnum("ghp_", 36, TokenRule.LONG),
            TokenRule.alnum("gho_", 36, TokenRule.LONG),
            TokenRule.alnum("ghu_", 36, TokenRule.LONG),
            TokenRule.alnum("ghs_", 36, TokenRule.LONG),
            TokenRule.alnum("ghr_", 36, TokenRule.LONG),
            TokenRule.dashed("github_pat_", 36, TokenRule.LONG)),
    GITLAB_TOKEN(
            TokenRule.dashed("glpat-", 20, TokenRule.LONG),
            TokenRule.dashed("gldt-", 20, TokenRule.LONG),
            TokenRule.dashed("glrt-", 20, TokenRule.LONG),
            TokenRule.dashed("glcbt-", 20, TokenRule.LONG),
            TokenRule.dashed("glptt-", 20, TokenRule.LONG),
            TokenRule.dashed("glsoat-", 20, TokenRule.LONG)),
    SLACK_TOKEN(
            TokenRule.dashed("xoxb-", 20, TokenRule.LONG),
            TokenRule.dashed("xoxp-", 20, TokenRule.LONG),
            TokenRule.dashed("xoxa-", 20, TokenRule.LONG),
            TokenRule.dashed("xoxr-", 20, TokenRule.LONG),
            TokenRule.dashed("xoxs-", 20, TokenRule.LONG),
            TokenRule.of("xoxe.", "-.", 20, TokenRule.LONG),
            TokenRule.dashed("xapp-", 20, TokenRule.LONG),
            TokenRule.of("hooks.slack.com/services/", "/", 30, TokenRule.LONG)),
    STRIPE_KEY(
            TokenRule.alnum("sk_live_", 16, TokenRule.LONG),
            TokenRule.alnum("sk_test_", 16, TokenRule.LONG),
            TokenRule.alnum("rk_live_", 16, TokenRule.LONG),
            TokenRule.alnum("rk_test_", 16, TokenRule.LONG),
            TokenRule.alnum("whsec_", 16, TokenRule.LONG)),
    GOOGLE_KEY(
            TokenRule.dashed("AIza", 35, 35),
            TokenRule.dashed("GOCSPX-", 28, 28),
            TokenRule.of("ya29.", "_-.", 30, TokenRule.LONG)),
    ANTHROPIC_KEY(TokenRule.dashed("sk-ant-", 20, TokenRule.LONG)),
    OPENAI_KEY(TokenRule.dashed("sk-", 20, TokenRule.LONG)),
    HUGGING_FACE_TOKEN(TokenRule.alnum("hf_", 30, TokenRule.LONG)),
    NPM_TOKEN(TokenRule.alnum("npm_", 36, 36)),
    PYPI_TOKEN(TokenRule.dashed("pypi-AgE", 50, TokenRule.LONG)),
    SENDGRID_KEY(TokenRule.of("SG.", "_-.", 60, 80)),
    JWT,
    ASSIGNED_SECRET,
    HIGH_ENTROPY;

    private final List<TokenRule> rules;

    SecretType(TokenRule... rules) {
        this.rules = List.of(rules);
    }

    /** The prefixes by which it is known; empty for what is searched in another way. */
    List<TokenRule> rules() {
        return rules;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

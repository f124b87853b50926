package dev.caravan.gateway.steps;

import dev.caravan.gateway.config.ProviderConfig;
import dev.caravan.gateway.keys.ChangeKey;
import dev.caravan.gateway.keys.CreateKey;
import dev.caravan.gateway.keys.KeyAdministration;
import dev.caravan.gateway.keys.ListKeys;
import dev.caravan.gateway.keys.ReadKey;
import dev.caravan.gateway.keys.RevokeKey;
import dev.caravan.gateway.keys.RotateKey;
import dev.caravan.processors.auth.RequireScope;
import dev.caravan.processors.auth.Scope;
import dev.caravan.processors.endpoints.Projects;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Administering keys. */
final class KeySteps {

    private KeySteps() {}

    static void add(Parts parts, Steps steps) {
        Set<String> providers = parts.config().providers().stream()
                .map(ProviderConfig::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        KeyAdministration keys = new KeyAdministration(
                parts.services().keys(),
                parts.config().keys(),
                providers,
                new Projects(parts.config().projects()),
                parts.services().workers());
        steps.add("requireAdminScope", new RequireScope(Scope.ADMIN));
        steps.add("listKeys", new ListKeys(keys));
        steps.add("createKey", new CreateKey(keys));
        steps.add("readKey", new ReadKey(keys));
        steps.add("changeKey", new ChangeKey(keys));
        steps.add("rotateKey", new RotateKey(keys));
        steps.add("revokeKey", new RevokeKey(keys));
    }
}

package dev.caravan.gateway.cli;

import dev.caravan.gateway.config.Nearest;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code keys}: administers the keys of a running gateway by its admin port. */
final class KeysCommand implements Command {

    static final String HELP =
            """
            Usage: java -jar caravan.jar keys COMMAND [options]

              create --name=NAME   create a key; prints it, once, on stdout
                --role=ROLE              admin, member (when left out) or read-only
                --scopes=A,B             of chat, models, proxy, ingest, mcp, admin; the role's usual ones when left out
                --project=NAME           the project that it belongs to
                --allowed-models=A,B     names or patterns, such as gpt-4o*; all when left out
                --allowed-providers=A,B  all when left out
                --allowed-agents=A,B     all when left out
                --allowed-endpoints=A,B  all when left out
                --expires=DATE           2030-12-31 (to its end in UTC) or 2030-12-31T12:00:00Z; never when left out
                --requests-per-minute=N  --requests-per-hour=N  --tokens-per-minute=N  --concurrent=N
                --tokens-per-request=N   --usd-per-day=X        --usd-per-month=X
                --guardrails=A,B         that check its calls beside those that check everybody's
              list [--project=NAME]      list the keys
              show ID                    tell all about one key
              rotate ID                  replace a key by a new one; prints it, once, on stdout
                --overlap=TIME           how long the former one works on: 30s, 10m, 1h, 7d; not at all when left out
              revoke ID                  end a key, at once and for good
              enable ID, disable ID      let a key work again, or not for the time being

            Every command takes:
              --url=URL         the gateway's admin port; else CARAVAN_ADMIN_URL, else http://127.0.0.1:8081
              --key-file=PATH   a file that holds a key with the role admin; else that of CARAVAN_ADMIN_KEY counts
              --json            print JSON, as the admin port answers it
              --help            print this and exit

            Exit codes: 0 done, 1 refused by the gateway, 2 wrong use, 3 no gateway there.
            """;

    private static final Map<String, Subcommand> SUBCOMMANDS = subcommands();
    private static final List<String> FLAGS = List.of("--json", "--help");

    @Override
    public void run(
            List<String> args, Function<String, @Nullable String> environment, PrintStream out, PrintStream err) {
        if (args.contains("--help")) {
            out.print(HELP);
            return;
        }
        if (args.isEmpty()) {
            throw CommandFailure.wrongUse(HELP.strip());
        }
        Subcommand subcommand = SUBCOMMANDS.get(args.get(0));
        if (subcommand == null) {
            throw CommandFailure.wrongUse("Unknown command 'keys " + args.get(0) + "'. "
                    + Nearest.hint(args.get(0), SUBCOMMANDS.keySet()) + "Known: "
                    + String.join(", ", SUBCOMMANDS.keySet()) + ". See: keys --help");
        }
        Arguments arguments = Arguments.parse(args.subList(1, args.size()), subcommand.allOptions(), FLAGS);
        Action action = subcommand.action.of(arguments);
        AdminClient gateway = AdminAccess.client(arguments, environment);
        action.run(gateway, new KeyPrinter(out, err, arguments.has("--json")));
    }

    private static Map<String, Subcommand> subcommands() {
        Map<String, Subcommand> subcommands = new LinkedHashMap<>();
        subcommands.put("create", new Subcommand(NewKey.OPTIONS, KeyActions::create));
        subcommands.put("list", new Subcommand(List.of("--project"), KeyActions::list));
        subcommands.put("show", new Subcommand(List.of(), KeyActions::show));
        subcommands.put("rotate", new Subcommand(List.of("--overlap"), KeyActions::rotate));
        subcommands.put("revoke", new Subcommand(List.of(), KeyActions::revoke));
        subcommands.put("enable", new Subcommand(List.of(), arguments -> KeyActions.enable(arguments, true)));
        subcommands.put("disable", new Subcommand(List.of(), arguments -> KeyActions.enable(arguments, false)));
        return subcommands;
    }

    /** What is to be done, once its arguments are known to be good. */
    interface Action {

        void run(AdminClient gateway, KeyPrinter printer);
    }

    /** Reads the arguments, so that a mistake in them is told before any gateway is asked. */
    private interface ActionReader {

        Action of(Arguments arguments);
    }

    /** @param options its own, beside those that all have */
    private record Subcommand(List<String> options, ActionReader action) {

        List<String> allOptions() {
            List<String> all = new ArrayList<>(options);
            all.addAll(AdminAccess.OPTIONS);
            return all;
        }
    }
}

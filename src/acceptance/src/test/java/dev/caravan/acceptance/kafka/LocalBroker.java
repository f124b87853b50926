package dev.caravan.acceptance.kafka;

import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A broker to try the gateway with: it runs until it is stopped (Ctrl-C), makes topics as they are used, and keeps its data in
 * {@code target/kafka}.
 */
public final class LocalBroker {

    private static final int USUAL_PORT = 9092;

    private LocalBroker() {}

    /** @param args the port, if it is not 9092 */
    public static void main(String[] args) throws IOException, InterruptedException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : USUAL_PORT;
        Path folder = Files.createDirectories(TestLayout.target().resolve("kafka"));
        Broker broker = Broker.start(folder, port);
        Runtime.getRuntime().addShutdownHook(new Thread(broker::stop));
        System.out.println("kafka listening on " + broker.address());
        new CountDownLatch(1).await();
    }
}

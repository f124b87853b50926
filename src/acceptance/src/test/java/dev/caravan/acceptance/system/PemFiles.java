package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for localhost, made by the JDK's keytool.
 *
 * @param certificate the certificate as PEM
 * @param privateKey its PKCS#8 key as PEM
 * @param trusting a client's TLS settings that trust it
 * @param trustStore a file of the JDK's that trusts it, and nobody else
 */
record PemFiles(String certificate, String privateKey, SSLContext trusting, Path trustStore) {

    /** Of the trust store. */
    static final String PASSWORD_TEXT = "changeit";

    private static final char[] PASSWORD = PASSWORD_TEXT.toCharArray();

    static PemFiles create() throws IOException, InterruptedException, GeneralSecurityException {
        Path directory = TestLayout.freshDirectory("tls");
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        TestLayout.jdkTool("keytool").toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD_TEXT)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, PASSWORD);
        trusted.setCertificateEntry("gateway", keys.getCertificate("gateway"));
        Path trustStore = directory.resolve("trusted.p12");
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trusted.store(out, PASSWORD);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new PemFiles(
                pem("CERTIFICATE", keys.getCertificate("gateway").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("gateway", PASSWORD).getEncoded()),
                context,
                trustStore);
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}

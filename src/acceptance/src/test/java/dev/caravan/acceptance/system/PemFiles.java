package dev.caravan.acceptance.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.acceptance.gateway.TestLayout;
import java.io.IOException;
import java.io.InputStream;
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
 */
record PemFiles(String certificate, String privateKey, SSLContext trusting) {

    private static final char[] PASSWORD = "changeit".toCharArray();

    static PemFiles create() throws IOException, InterruptedException, GeneralSecurityException {
        Path store = TestLayout.freshDirectory("tls").resolve("store.p12");
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
                        new String(PASSWORD))
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
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return new PemFiles(
                pem("CERTIFICATE", keys.getCertificate("gateway").getEncoded()),
                pem("PRIVATE KEY", keys.getKey("gateway", PASSWORD).getEncoded()),
                context);
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + what + "-----\n";
    }
}

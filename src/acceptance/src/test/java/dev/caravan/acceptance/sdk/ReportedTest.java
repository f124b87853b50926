package dev.caravan.acceptance.sdk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * One test of another language's runner, as its JUnit report tells it.
 *
 * @param name the file or group and the test
 * @param failure why it failed, or null
 * @param skipped whether it did not run
 */
record ReportedTest(String name, @Nullable String failure, boolean skipped) {

    static List<ReportedTest> readFrom(Path report) throws IOException {
        try {
            NodeList cases = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(report.toFile())
                    .getElementsByTagName("testcase");
            List<ReportedTest> tests = new ArrayList<>();
            for (int i = 0; i < cases.getLength(); i++) {
                tests.add(of((Element) cases.item(i)));
            }
            return tests;
        } catch (ParserConfigurationException | SAXException e) {
            throw new IOException("Not a JUnit report: " + report, e);
        }
    }

    /** The same test in this runner. */
    DynamicTest asDynamicTest() {
        return DynamicTest.dynamicTest(name, () -> {
            Assumptions.assumeFalse(skipped, "skipped there");
            if (failure != null) {
                throw new AssertionError(failure);
            }
        });
    }

    private static ReportedTest of(Element testCase) {
        Element failure = child(testCase, "failure");
        Element error = failure == null ? child(testCase, "error") : failure;
        return new ReportedTest(
                groupOf(testCase) + ": " + testCase.getAttribute("name"),
                error == null ? null : error.getAttribute("message") + "\n" + error.getTextContent(),
                child(testCase, "skipped") != null);
    }

    private static String groupOf(Element testCase) {
        Node parent = testCase.getParentNode();
        boolean grouped = testCase.getAttribute("classname").isEmpty()
                || testCase.getAttribute("classname").equals("test");
        return grouped && parent instanceof Element suite
                ? suite.getAttribute("name")
                : testCase.getAttribute("classname");
    }

    private static @Nullable Element child(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? null : (Element) found.item(0);
    }
}

package dev.caravan.acceptance.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.anthropic.core.http.StreamResponse;
import com.anthropic.models.messages.batches.MessageBatch;
import com.anthropic.models.messages.batches.MessageBatchIndividualResponse;
import com.anthropic.services.blocking.messages.BatchService;
import com.openai.client.OpenAIClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.errors.NotFoundException;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import com.openai.models.uploads.Upload;
import com.openai.models.uploads.UploadCompleteParams;
import com.openai.models.uploads.UploadCreateParams;
import com.openai.models.uploads.parts.PartCreateParams;
import com.openai.models.uploads.parts.UploadPart;
import dev.caravan.acceptance.gateway.AtEachBaseUrl;
import dev.caravan.acceptance.gateway.GatewayConfig;
import dev.caravan.acceptance.gateway.GatewayWithUpstream;
import dev.caravan.acceptance.gateway.ProjectConfig;
import dev.caravan.acceptance.upstream.Goldens;
import dev.caravan.acceptance.upstream.RecordedCall;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Java SDKs' files, uploads and batches, those of messages too, of two projects with one account at each provider. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaSdkFilesIT {

    private static final String LINE =
            "{\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"text\":\"Grüße\"}}\n";
    private static final String FILE = "file-caravan1";
    private static final int MEGABYTE = 1 << 20;

    @RegisterExtension
    private final GatewayWithUpstream setup = GatewayWithUpstream.launch(ProjectConfig::launch);

    @AtEachBaseUrl
    void a_file_is_uploaded_read_and_deleted(String baseUrl) throws Exception {
        OpenAIClient shop = shop(baseUrl);

        FileObject file = upload(shop);
        FileObject read = shop.files().retrieve(file.id());
        byte[] content = contentOf(shop, file.id());
        boolean deleted = shop.files().delete(file.id()).deleted();

        assertThat(file.id()).isEqualTo(FILE);
        assertThat(read.filename()).isEqualTo("data.jsonl");
        assertThat(content).isEqualTo(Goldens.bytes("openai/file-content.jsonl"));
        assertThat(deleted).isTrue();
        assertAsked(
                "POST /v1/files",
                "GET /v1/files/file-caravan1",
                "GET /v1/files/file-caravan1/content",
                "DELETE /v1/files/file-caravan1");
        RecordedCall sent = setup.upstream().calls().get(0);
        assertThat(sent.header("content-type")).startsWith("multipart/form-data; boundary=");
        assertThat(sent.bodyText()).contains("filename=\"data.jsonl\"", "name=\"purpose\"", "batch", LINE);
        if (!GatewayWithUpstream.direct()) {
            assertThat(setup.upstream().calls()).allSatisfy(call -> {
                assertThat(call.header("authorization")).isEqualTo("Bearer " + GatewayConfig.UPSTREAM_KEY);
                assertThat(call.headers().toString()).doesNotContain(ProjectConfig.SHOP_KEY);
            });
        }
    }

    /** The rest of the file is not there before its beginning has arrived. */
    @AtEachBaseUrl
    void a_long_file_is_on_its_way_while_it_is_still_being_written(String baseUrl) {
        InputStream rest = new ByteArrayInputStream(new byte[4 * MEGABYTE]) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                if (!arrived()) {
                    await().atMost(Duration.ofSeconds(30)).until(this::arrived);
                }
                return super.read(into, offset, length);
            }

            private boolean arrived() {
                return setup.upstream().receivedBytes() > MEGABYTE / 2;
            }
        };

        FileObject file = shop(baseUrl)
                .files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(named(
                                "long.jsonl",
                                new SequenceInputStream(new ByteArrayInputStream(new byte[MEGABYTE]), rest)))
                        .build());

        assertThat(file.id()).isEqualTo(FILE);
        RecordedCall sent = setup.upstream().onlyCall();
        assertThat(sent.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(sent.bodyBytes()).isBetween(5L * MEGABYTE, 5L * MEGABYTE + 10_000);
    }

    @AtEachBaseUrl
    @DisabledIfSystemProperty(named = "caravan.test.direct", matches = "true", disabledReason = "needs the gateway")
    void a_list_has_the_project_s_own_files_alone_and_goes_on_over_pages_of_others(String baseUrl) {
        upload(shop(baseUrl));

        assertThat(shop(baseUrl).files().list().autoPager().stream().map(FileObject::id))
                .containsExactly(FILE);
        assertThat(setup.upstream().calls()).extracting(RecordedCall::query).contains("after=file-of-another-account");
        assertThat(office(baseUrl).files().list().autoPager()).isEmpty();
    }

    @AtEachBaseUrl
    void a_file_is_sent_in_parts(String baseUrl) throws Exception {
        OpenAIClient shop = shop(baseUrl);

        Upload upload = startUpload(shop);
        List<UploadPart> parts = List.of(part(shop, upload, "Grüße, ".repeat(2_000)), part(shop, upload, "你好"));
        Upload complete = shop.uploads()
                .complete(
                        upload.id(),
                        UploadCompleteParams.builder()
                                .partIds(parts.stream().map(UploadPart::id).toList())
                                .md5("d41d8cd98f00b204e9800998ecf8427e")
                                .build());
        FileObject file = complete.file().orElseThrow();

        assertThat(upload.status()).isEqualTo(Upload.Status.PENDING);
        assertThat(complete.status()).isEqualTo(Upload.Status.COMPLETED);
        assertThat(contentOf(shop, file.id())).isNotEmpty();
        assertAsked(
                "POST /v1/uploads",
                "POST /v1/uploads/upload_caravan1/parts",
                "POST /v1/uploads/upload_caravan1/parts",
                "POST /v1/uploads/upload_caravan1/complete",
                "GET /v1/files/file-caravan-parts/content");
        List<RecordedCall> calls = setup.upstream().calls();
        assertThat(calls.get(0).json().path("filename").asText()).isEqualTo("Żółw.jsonl");
        assertThat(calls.get(0).json().path("bytes").asInt()).isEqualTo(40_000);
        assertThat(calls.get(1).header("content-type")).startsWith("multipart/form-data; boundary=");
        assertThat(calls.get(1).bodyText()).contains("name=\"data\"", "Grüße, ".repeat(2_000));
        assertThat(calls.get(2).bodyText()).contains("你好");
        assertThat(calls.get(3).json().path("part_ids")).hasSize(2);
    }

    @AtEachBaseUrl
    void an_upload_is_given_up(String baseUrl) {
        OpenAIClient shop = shop(baseUrl);

        Upload given = shop.uploads().cancel(startUpload(shop).id());

        assertThat(given.status()).isEqualTo(Upload.Status.CANCELLED);
        assertAsked("POST /v1/uploads", "POST /v1/uploads/upload_caravan1/cancel");
    }

    @AtEachBaseUrl
    void a_batch_is_made_read_listed_and_cancelled(String baseUrl) throws Exception {
        OpenAIClient shop = shop(baseUrl);
        FileObject input = upload(shop);

        Batch batch = shop.batches().create(batchOf(input.id()));
        Batch read = shop.batches().retrieve(batch.id());
        byte[] output = contentOf(shop, read.outputFileId().orElseThrow());
        List<String> listed =
                shop.batches().list().autoPager().stream().map(Batch::id).toList();
        Batch cancelled = shop.batches().cancel(batch.id());

        assertThat(read.status()).isEqualTo(Batch.Status.COMPLETED);
        assertThat(output).isEqualTo(Goldens.bytes("openai/file-content.jsonl"));
        assertThat(listed).containsExactly("batch_caravan1");
        assertThat(cancelled.status()).isEqualTo(Batch.Status.CANCELLING);
        assertAsked(
                "POST /v1/files",
                "POST /v1/batches",
                "GET /v1/batches/batch_caravan1",
                "GET /v1/files/file-caravan-output/content",
                "GET /v1/batches",
                "POST /v1/batches/batch_caravan1/cancel");
        assertThat(setup.upstream().calls().get(1).bodyText())
                .contains("\"input_file_id\":\"file-caravan1\"", "\"completion_window\":\"24h\"");
    }

    @AtEachBaseUrl
    @DisabledIfSystemProperty(named = "caravan.test.direct", matches = "true", disabledReason = "needs the gateway")
    void what_another_project_has_does_not_exist_and_nobody_is_asked(String baseUrl) {
        OpenAIClient shop = shop(baseUrl);
        String file = upload(shop).id();
        Batch batch = shop.batches().create(batchOf(file));
        Upload upload = startUpload(shop);
        setup.upstream().reset();
        OpenAIClient office = office(baseUrl);

        assertMissing("No such File object: " + file, () -> office.files().retrieve(file));
        assertMissing(file, () -> office.files().content(file));
        assertMissing(file, () -> office.files().delete(file));
        assertMissing(file, () -> office.batches().create(batchOf(file)));
        assertMissing(batch.id(), () -> office.batches().retrieve(batch.id()));
        assertMissing(batch.id(), () -> office.batches().cancel(batch.id()));
        assertMissing("file-caravan-output", () -> office.files().retrieve("file-caravan-output"));
        assertMissing(upload.id(), () -> part(office, upload, "mine"));
        assertMissing(upload.id(), () -> office.uploads().cancel(upload.id()));
        assertThat(setup.upstream().calls()).isEmpty();
        assertThat(OpenAiClients.client(baseUrl, ProjectConfig.ADMIN_KEY, 0)
                        .files()
                        .retrieve(file)
                        .id())
                .isEqualTo(file);
    }

    @Test
    void a_batch_of_messages_is_made_read_listed_and_cancelled() {
        BatchService batches = batches(ProjectConfig.SHOP_KEY);

        MessageBatch started = batches.create(AnthropicClients.batchOf("first", "second"));
        MessageBatch ended = batches.retrieve(started.id());
        List<MessageBatchIndividualResponse> results;
        try (StreamResponse<MessageBatchIndividualResponse> stream = batches.resultsStreaming(started.id())) {
            results = stream.stream().toList();
        }
        MessageBatch cancelled = batches.cancel(started.id());

        assertThat(started.processingStatus()).isEqualTo(MessageBatch.ProcessingStatus.IN_PROGRESS);
        assertThat(ended.processingStatus()).isEqualTo(MessageBatch.ProcessingStatus.ENDED);
        assertThat(results).extracting(MessageBatchIndividualResponse::customId).containsExactly("first", "second");
        assertThat(results.get(0).result().asSucceeded().message().usage().outputTokens())
                .isEqualTo(10);
        assertThat(results.get(1).result().isErrored()).isTrue();
        assertThat(cancelled.processingStatus()).isEqualTo(MessageBatch.ProcessingStatus.CANCELING);
        assertAsked(
                "POST /v1/messages/batches",
                "GET /v1/messages/batches/msgbatch_caravan1",
                "GET /v1/messages/batches/msgbatch_caravan1/results",
                "POST /v1/messages/batches/msgbatch_caravan1/cancel");
        RecordedCall sent = setup.upstream().calls().get(0);
        assertThat(sent.json().path("requests").findValuesAsText("custom_id")).containsExactly("first", "second");
        assertThat(sent.bodyText()).contains("Grüße");
        if (!GatewayWithUpstream.direct()) {
            assertThat(ended.resultsUrl()).contains("/v1/messages/batches/msgbatch_caravan1/results");
            assertThat(sent.header("x-api-key")).isEqualTo(GatewayConfig.UPSTREAM_KEY);
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "caravan.test.direct", matches = "true", disabledReason = "needs the gateway")
    void a_batch_of_messages_is_its_project_s_alone() {
        BatchService shop = batches(ProjectConfig.SHOP_KEY);
        String id = shop.create(AnthropicClients.batchOf("first")).id();

        assertThat(shop.list().autoPager().stream().map(MessageBatch::id)).containsExactly(id);
        BatchService office = batches(ProjectConfig.OFFICE_KEY);
        assertThat(office.list().autoPager()).isEmpty();
        setup.upstream().reset();

        assertMessagesMissing(id, () -> office.retrieve(id));
        assertMessagesMissing(id, () -> office.cancel(id));
        assertMessagesMissing(id, () -> office.delete(id));
        assertMessagesMissing(id, () -> {
            try (StreamResponse<MessageBatchIndividualResponse> results = office.resultsStreaming(id)) {
                assertThat(results.stream()).isEmpty();
            }
        });
        assertThat(setup.upstream().calls()).isEmpty();
        assertThat(shop.delete(id).id()).isEqualTo(id);
        assertMessagesMissing(id, () -> shop.retrieve(id));
    }

    private static void assertMessagesMissing(String id, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(com.anthropic.errors.NotFoundException.class)
                .hasMessageContaining("Message batch not found: " + id);
    }

    /** Anthropic's SDK wants the origin. */
    private BatchService batches(String key) {
        String origin = GatewayWithUpstream.direct()
                ? setup.upstream().url()
                : setup.gateway().url();
        return AnthropicClients.client(origin, key).messages().batches();
    }

    private static void assertMissing(String told, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NotFoundException.class).hasMessageContaining(told);
    }

    private void assertAsked(String... calls) {
        assertThat(setup.upstream().calls())
                .extracting(call -> call.method() + " " + call.path())
                .containsExactly(calls);
    }

    private static OpenAIClient shop(String baseUrl) {
        return OpenAiClients.client(baseUrl, ProjectConfig.SHOP_KEY, 0);
    }

    private static OpenAIClient office(String baseUrl) {
        return OpenAiClients.client(baseUrl, ProjectConfig.OFFICE_KEY, 0);
    }

    private static FileObject upload(OpenAIClient client) {
        return client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(named("data.jsonl", bytes(LINE)))
                        .build());
    }

    private static byte[] contentOf(OpenAIClient client, String file) throws IOException {
        try (HttpResponse answer = client.files().content(file)) {
            return answer.body().readAllBytes();
        }
    }

    private static Upload startUpload(OpenAIClient client) {
        return client.uploads()
                .create(UploadCreateParams.builder()
                        .filename("Żółw.jsonl")
                        .purpose(FilePurpose.BATCH)
                        .mimeType("application/jsonl")
                        .bytes(40_000)
                        .build());
    }

    private static UploadPart part(OpenAIClient client, Upload upload, String text) {
        return client.uploads()
                .parts()
                .create(
                        upload.id(),
                        PartCreateParams.builder()
                                .data(named("part", bytes(text)))
                                .build());
    }

    private static BatchCreateParams batchOf(String file) {
        return BatchCreateParams.builder()
                .inputFileId(file)
                .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                .completionWindow(BatchCreateParams.CompletionWindow._24H)
                .build();
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static MultipartField<InputStream> named(String name, InputStream content) {
        return MultipartField.<InputStream>builder()
                .value(content)
                .filename(name)
                .contentType("application/octet-stream")
                .build();
    }
}

package dev.caravan.gateway.steps;

import dev.caravan.processors.call.AsyncCallStep;
import dev.caravan.processors.call.Call;
import dev.caravan.processors.call.CallStep;
import dev.caravan.processors.call.Workers;
import dev.caravan.processors.files.AskForObjects;
import dev.caravan.processors.files.CheckFiles;
import dev.caravan.processors.files.FindInputFile;
import dev.caravan.processors.files.FindObject;
import dev.caravan.processors.files.FindPreviousResponse;
import dev.caravan.processors.files.ListOwnObjects;
import dev.caravan.processors.files.ObjectAccess;
import dev.caravan.processors.files.ObjectApi;
import dev.caravan.processors.files.RememberObjects;
import dev.caravan.processors.files.RememberResponse;
import dev.caravan.processors.files.StoredObjects;
import java.util.function.Function;

/** What providers keep: files, uploads, batches, responses. */
final class FileSteps {

    private FileSteps() {}

    /**
     * @param resolveTarget chooses a provider where none has what is asked for
     * @param callProvider asks it
     */
    static void add(Parts parts, Steps steps, CallStep resolveTarget, AsyncCallStep callProvider) {
        StoredObjects objects = parts.services().storedObjects();
        Workers workers = parts.services().workers();
        ObjectAccess access = new ObjectAccess(objects, parts.config().files());
        steps.add("askForFiles", new AskForObjects(ObjectApi::files));
        steps.add("askForUploads", new AskForObjects(call -> ObjectApi.UPLOADS));
        steps.add("askForBatches", new AskForObjects(call -> ObjectApi.BATCHES));
        steps.add("askForMessageBatches", new AskForObjects(call -> ObjectApi.MESSAGE_BATCHES));
        Function<Function<Call, ObjectApi>, FindObject> find =
                api -> new FindObject(api, access, parts.providers(), resolveTarget);
        steps.add("findFile", find.apply(ObjectApi::files));
        steps.add("findUpload", find.apply(call -> ObjectApi.UPLOADS));
        steps.add("findBatch", find.apply(call -> ObjectApi.BATCHES));
        steps.add("findMessageBatch", find.apply(call -> ObjectApi.MESSAGE_BATCHES));
        steps.add("findResponse", find.apply(call -> ObjectApi.RESPONSES));
        steps.add("findPreviousResponse", new FindPreviousResponse(access));
        steps.add("rememberResponse", new RememberResponse(objects));
        steps.add("findInputFile", new FindInputFile(access, parts.providers(), resolveTarget));
        steps.add("rememberObjects", new RememberObjects(objects, workers));
        steps.add("listOwnObjects", new ListOwnObjects(access, callProvider, workers));
        steps.add("checkFiles", new CheckFiles(objects, workers));
    }
}

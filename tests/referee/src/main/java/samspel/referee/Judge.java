package samspel.referee;

import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.SingleValidationMessage;
import ca.uhn.fhir.validation.ValidationOptions;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Judges one resource and says everything the validator said, whole. */
final class Judge {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FhirValidator validator;
    private final OwnCodes codes;
    private final ExtensionContexts contexts;
    private final String canonical;
    private final String messageProfile;

    Judge(
            FhirValidator validator,
            OwnCodes codes,
            ExtensionContexts contexts,
            String canonical,
            String messageProfile) {
        this.validator = validator;
        this.codes = codes;
        this.contexts = contexts;
        this.canonical = canonical;
        this.messageProfile = messageProfile;
    }

    /**
     * One line of the protocol: a resource as it is, or an envelope
     * {@code {"input": name, "text": the resource as text, "profiles": [canonical, ...]}}.
     */
    String line(String line, String fallbackName) {
        JsonNode node = parsed(line);
        if (node == null || node.has("resourceType") || !node.has("text")) {
            return verdict(fallbackName, line, List.of());
        }
        List<String> profiles = new ArrayList<>();
        node.path("profiles").forEach(profile -> profiles.add(profile.asText()));
        return verdict(node.path("input").asText(fallbackName), node.get("text").asText(), profiles);
    }

    /** Validates against base R4, what the resource claims in meta.profile, and the profiles given. */
    String verdict(String name, String text, List<String> profiles) {
        ObjectNode verdict = JSON.createObjectNode().put("input", name);
        ArrayNode issues = verdict.putArray("issues");
        JsonNode resource = parsed(text);
        boolean judgeContexts = ExtensionContexts.applyTo(resource);
        String judged = judgeContexts ? ExtensionContexts.withoutElementContexts(resource) : text;
        try {
            ValidationOptions options = options(resource, profiles);
            for (SingleValidationMessage said : validator.validateWithResult(judged, options).getMessages()) {
                issues.add(issue(said));
            }
        } catch (RuntimeException refused) {
            String why = refused.getClass().getSimpleName() + ": " + refused.getMessage();
            issues.add(issue("fatal", "", why, "unreadable"));
        }
        if (judgeContexts) {
            contexts.faults(resource)
                    .forEach(fault -> issues.add(issue("error", "StructureDefinition.context", fault, "own-context")));
        }
        if (resource != null) {
            codes.faults(resource)
                    .forEach(fault -> issues.add(issue("error", fault.location(), fault.message(), "own-code")));
        }
        return verdict.toString();
    }

    private ValidationOptions options(JsonNode resource, List<String> profiles) {
        ValidationOptions options = new ValidationOptions();
        profiles.forEach(options::addProfile);
        if (messageProfile != null && !profiles.contains(messageProfile) && isOurMessage(resource)) {
            options.addProfile(messageProfile);
        }
        return options;
    }

    private boolean isOurMessage(JsonNode bundle) {
        if (bundle == null || !"message".equals(bundle.path("type").asText())) {
            return false;
        }
        JsonNode header = bundle.path("entry").path(0).path("resource");
        return header.path("definition").asText().startsWith(canonical)
                || header.path("eventUri").asText().startsWith(canonical)
                || header.path("eventCoding").path("system").asText().startsWith(canonical);
    }

    private static ObjectNode issue(String severity, String location, String message, String id) {
        return JSON.createObjectNode()
                .put("severity", severity)
                .put("location", location)
                .put("message", message)
                .put("id", id);
    }

    private static ObjectNode issue(SingleValidationMessage said) {
        String severity = said.getSeverity().name().toLowerCase(Locale.ROOT);
        ObjectNode issue = issue(severity, said.getLocationString(), said.getMessage(), said.getMessageId());
        if (said.getSliceMessages() != null && !said.getSliceMessages().isEmpty()) {
            ArrayNode slices = issue.putArray("slices");
            said.getSliceMessages().forEach(slices::add);
        }
        return issue;
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException notJson) {
            return null;
        }
    }
}

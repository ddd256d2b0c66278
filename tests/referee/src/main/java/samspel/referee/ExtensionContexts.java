package samspel.referee;

import ca.uhn.fhir.context.support.IValidationSupport;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.StructureDefinition;

/**
 * Where an extension may stand, judged here instead of by HAPI: to look up an element's path HAPI 8 wants the package
 * hl7.fhir.r4.core from the network (it takes "4.0" for another version than "4.0.1"), and gives up without it.
 */
final class ExtensionContexts {
    private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";

    private final IValidationSupport definitions;

    ExtensionContexts(IValidationSupport definitions) {
        this.definitions = definitions;
    }

    /** One message for each context that is no element of R4. */
    List<String> faults(JsonNode resource) {
        List<String> faults = new ArrayList<>();
        for (JsonNode context : resource.path("context")) {
            String path = context.path("expression").asText();
            if (isElement(context) && !exists(path)) {
                faults.add("The extension's context " + path + " is no element of R4");
            }
        }
        return faults;
    }

    /** The definition as text for HAPI to judge: its element contexts, judged here, said in a way HAPI leaves alone. */
    static String withoutElementContexts(JsonNode resource) {
        JsonNode copy = resource.deepCopy();
        for (JsonNode context : copy.path("context")) {
            if (isElement(context)) {
                String path = context.path("expression").asText();
                ((ObjectNode) context).put("type", "fhirpath").put("expression", path + ".where(true)");
            }
        }
        return copy.toString();
    }

    static boolean applyTo(JsonNode resource) {
        return resource != null
                && "StructureDefinition".equals(resource.path("resourceType").asText())
                && resource.path("context").isArray();
    }

    private static boolean isElement(JsonNode context) {
        return context.isObject() && "element".equals(context.path("type").asText());
    }

    private boolean exists(String path) {
        var definition = definitions.fetchStructureDefinition(BASE + path.split("\\.")[0]);
        return definition instanceof StructureDefinition base
                && base.getSnapshot().getElement().stream().anyMatch(element -> element.getPath().equals(path));
    }
}

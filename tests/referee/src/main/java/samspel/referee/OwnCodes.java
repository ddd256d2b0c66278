package samspel.referee;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.ConceptDefinitionComponent;

/**
 * Codings of our own systems, wherever they stand. HAPI leaves an unknown system at a warning, and says nothing of it
 * beside a coding it accepts; a code system of ours that we have not defined is an error everywhere.
 */
final class OwnCodes {
    private final String prefix;
    private final Map<String, Set<String>> known = new HashMap<>();
    private final Set<String> elsewhere = new HashSet<>();

    OwnCodes(String canonical) {
        this.prefix = canonical + "/CodeSystem/";
    }

    void add(CodeSystem system) {
        if (system.getContent() == CodeSystem.CodeSystemContentMode.NOTPRESENT) {
            elsewhere.add(system.getUrl()); // those of findings stand in the documentation
            return;
        }
        Set<String> codes = known.computeIfAbsent(system.getUrl(), url -> new HashSet<>());
        add(system.getConcept(), codes);
    }

    private static void add(List<ConceptDefinitionComponent> concepts, Set<String> codes) {
        for (ConceptDefinitionComponent concept : concepts) {
            codes.add(concept.getCode());
            add(concept.getConcept(), codes);
        }
    }

    record Fault(String location, String message) {}

    List<Fault> faults(JsonNode resource) {
        List<Fault> faults = new ArrayList<>();
        walk(resource, resource.path("resourceType").asText(), faults);
        return faults;
    }

    private void walk(JsonNode node, String location, List<Fault> faults) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), location + "[" + i + "]", faults);
            }
        } else if (node.isObject()) {
            judge(node, location, faults);
            node.fields().forEachRemaining(field -> walk(field.getValue(), location + "." + field.getKey(), faults));
        }
    }

    private void judge(JsonNode node, String location, List<Fault> faults) {
        String system = node.path("system").asText();
        if (!system.startsWith(prefix) || elsewhere.contains(system)) {
            return;
        }
        if (!known.containsKey(system)) {
            faults.add(new Fault(location, "No code system of ours has the address " + system));
        } else if (node.has("code") && !known.get(system).contains(node.path("code").asText())) {
            faults.add(new Fault(location, "The code " + node.path("code").asText() + " is not in " + system));
        }
    }
}

package samspel.referee;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport.IssueSeverity;
import ca.uhn.fhir.validation.FhirValidator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.SearchParameter;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;

/** Base R4 and our own conformance resources, and the validator that judges by both. */
final class Conformance {
    /** Extensions of HL7 Sweden may stand in our messages although their package is not loaded here. */
    private static final String[] FOREIGN_EXTENSIONS = {"http://hl7.se/", "http://electronichealth.se/"};

    private final FhirContext context = FhirContext.forR4();
    private final PrePopulatedValidationSupport ours = new PrePopulatedValidationSupport(context);
    private final Map<Path, String> files = new TreeMap<>();
    private final OwnCodes codes;

    Conformance(String canonical) {
        this.codes = new OwnCodes(canonical);
    }

    OwnCodes codes() {
        return codes;
    }

    /** The files read, in order, as text: what {@code --self} validates. */
    Map<Path, String> files() {
        return files;
    }

    /** Takes every JSON resource below the directory: definitions, code systems, value sets, maps. */
    void load(Path directory) throws IOException {
        for (Path file : jsonFilesBelow(directory)) {
            String text = Files.readString(file);
            IBaseResource resource;
            try {
                resource = context.newJsonParser().parseResource(text);
            } catch (RuntimeException notFhir) {
                throw new IOException(file + " is no FHIR R4 resource: " + notFhir.getMessage(), notFhir);
            }
            add(resource);
            files.put(file, text);
        }
    }

    private void add(IBaseResource resource) {
        if (resource instanceof StructureDefinition definition) {
            ours.addStructureDefinition(definition);
        } else if (resource instanceof CodeSystem system) {
            ours.addCodeSystem(system);
            codes.add(system);
        } else if (resource instanceof ValueSet values) {
            ours.addValueSet(values);
        } else if (resource instanceof SearchParameter parameter) {
            ours.addSearchParameter(parameter);
        } else {
            ours.addResource(resource);
        }
    }

    ValidationSupportChain definitions() {
        var unknown = new UnknownCodeSystemWarningValidationSupport(context);
        unknown.setNonExistentCodeSystemSeverity(IssueSeverity.WARNING);
        return new ValidationSupportChain(
                new Languages(context),
                new DefaultProfileValidationSupport(context),
                ours,
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new SnapshotGeneratingValidationSupport(context),
                unknown);
    }

    FhirValidator validator(ValidationSupportChain definitions) {
        var instance = new FhirInstanceValidator(definitions);
        instance.setErrorForUnknownProfiles(true);
        instance.setAnyExtensionsAllowed(false);
        instance.setCustomExtensionDomains(FOREIGN_EXTENSIONS);
        FhirValidator validator = context.newValidator();
        validator.registerValidatorModule(instance);
        return validator;
    }

    static List<Path> jsonFilesBelow(Path start) throws IOException {
        if (Files.isRegularFile(start)) {
            return List.of(start);
        }
        try (Stream<Path> walk = Files.walk(start)) {
            return new ArrayList<>(walk.filter(Files::isRegularFile)
                    .filter(path -> path.getFileName().toString().endsWith(".json"))
                    .sorted()
                    .toList());
        }
    }
}

package samspel.referee;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import java.util.Set;
import java.util.regex.Pattern;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ValueSet;

/**
 * Languages as R4 binds them: the common ones are preferred, every BCP 47 tag is allowed (all-languages). Without this
 * HAPI calls Somali, Tigrinya and Swedish sign language errors, since it knows the preferred list only.
 */
final class Languages implements IValidationSupport {
    private static final String BCP47 = "urn:ietf:bcp:47";
    private static final Set<String> VALUE_SETS = Set.of(
            "http://hl7.org/fhir/ValueSet/languages", "http://hl7.org/fhir/ValueSet/all-languages");
    private static final Pattern TAG = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*");

    private final FhirContext context;

    Languages(FhirContext context) {
        this.context = context;
    }

    @Override
    public FhirContext getFhirContext() {
        return context;
    }

    @Override
    public String getName() {
        return "languages";
    }

    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext root, String system) {
        return BCP47.equals(system);
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext root, String valueSet) {
        return VALUE_SETS.contains(bare(valueSet));
    }

    @Override
    public CodeValidationResult validateCode(ValidationSupportContext root, ConceptValidationOptions options,
            String system, String code, String display, String valueSet) {
        return BCP47.equals(system) || VALUE_SETS.contains(bare(valueSet)) ? judged(code) : null;
    }

    @Override
    public CodeValidationResult validateCodeInValueSet(ValidationSupportContext root, ConceptValidationOptions options,
            String system, String code, String display, IBaseResource valueSet) {
        return valueSet instanceof ValueSet set && VALUE_SETS.contains(bare(set.getUrl())) ? judged(code) : null;
    }

    private static CodeValidationResult judged(String code) {
        return code != null && TAG.matcher(code).matches() ? new CodeValidationResult().setCode(code) : null;
    }

    private static String bare(String valueSet) {
        return valueSet == null ? "" : valueSet.split("\\|")[0];
    }
}

Alias: $SCT = http://snomed.info/sct
Alias: $ICF = http://hl7.org/fhir/sid/icf
Alias: $condition-category = http://terminology.hl7.org/CodeSystem/condition-category

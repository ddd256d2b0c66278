// What a part of a plan is about: the label consent and minimisation work by. Codes as in schemas/codes.py.

CodeSystem: SubjectCS
Id: subject
Title: "Subjects of a SIP"
Description: "What a part of a coordinated individual plan is about. Consent names subjects, and a copy carries only the parts whose subjects it may carry. No subject means not classified."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #somatic-health "Somatic health"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Somatisk hälsa"
* #mental-health "Mental health"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Psykisk hälsa"
* #addiction "Addiction"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skadligt bruk och beroende"
* #disability "Disability"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Funktionsnedsättning"
* #social-situation "Social situation"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Social situation"
* #family "Family"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Familj"
* #school "School"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skola"
* #work-and-livelihood "Work and livelihood"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Arbete och försörjning"
* #housing "Housing"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Boende"
* #economy "Economy"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ekonomi"
* #crime-and-compulsory-care "Crime and compulsory care"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Brott och tvångsvård"
* #placement "Placement"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Placering"

ValueSet: SubjectVS
Id: subject
Title: "Subjects of a SIP"
Description: "Every subject a part of a plan can be labelled with."
* ^experimental = false
* include codes from system SubjectCS

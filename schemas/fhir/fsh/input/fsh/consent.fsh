// Consent: deny unless permitted, one nested permit for each who may have the plan.

Profile: SipConsent
Parent: Consent
Id: sip-consent
Title: "Consent to a SIP"
Description: "Lifts secrecy for those named, about the subjects named. It is no GDPR consent. How it was given stands in Provenance."
* ^experimental = false
* identifier ^example[0].valueIdentifier.value = "urn:uuid:6b0c7b0e-5d0a-4f5e-9c1b-0a4f5d1e7a02"
* patient 1..1
* scope = http://terminology.hl7.org/CodeSystem/consentscope#patient-privacy
* category 1..1
* category from ConsentStageVS (required)
* policyRule 1..1
* policyRule = ItemCS#deny-unless-permitted
* provision.type 0..0
* provision.provision.type 1..1
* provision.provision.provision 0..0
* extension contains ConsentVersionExt named consentVersion 0..1 and ConsentPlanExt named consentPlan 0..1 and ConsentPlanVersionExt named consentPlanVersion 0..1 and ConsentBasisExt named consentBasis 0..1 and JudgedByExt named judgedBy 0..1 and NotedByExt named notedBy 0..1 and ExclusionTextExt named exclusionText 0..1 and ExclusionClassifiedByExt named exclusionClassifiedBy 0..1 and RefusedAtExt named refusedAt 0..1 and StatuteExt named statute 0..* and ConsentWithdrawalExt named consentWithdrawal 0..*

Profile: SipConsentGiven
Parent: Provenance
Id: sip-consent-given
Title: "Who gave a consent, when and how"
Description: "One for each giver: occurred is when the consent was given, activity its form, the source the signed form."
* ^experimental = false
* target 1..1
* target only Reference(Consent)
* agent 1..1
* agent.role 1..1
* agent.role from MandateVS (required)
* activity 1..1
* activity from ConsentFormVS (required)

Extension: ConsentVersionExt
Id: consent-version
Title: "Consent version"
Description: "Version of the consent, counted by the home. A copy does not say it."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only unsignedInt or decimal

Extension: ConsentPlanExt
Id: consent-plan
Title: "Consent plan"
Description: "The plan that the consent is tied to."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only uri

Extension: ConsentPlanVersionExt
Id: consent-plan-version
Title: "Consent plan version"
Description: "The version of the plan that was agreed, when it is named."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only unsignedInt or decimal

Extension: ConsentBasisExt
Id: consent-basis
Title: "Consent basis"
Description: "On what the consent rests when not everybody who should consent has done so (FB 6:13, 13 a; 2024:79 6:1). A copy does not say it."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from ConsentBasisVS (required)

Extension: JudgedByExt
Id: judged-by
Title: "Judged by"
Description: "Who judged that the person is unable to consent."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: NotedByExt
Id: noted-by
Title: "Noted by"
Description: "Who noted an oral consent."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: ExclusionTextExt
Id: exclusion-text
Title: "Exclusion text"
Description: "An exclusion in free text: copies wait until somebody at home has classified it."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: ExclusionClassifiedByExt
Id: exclusion-classified-by
Title: "Exclusion classified by"
Description: "Who at home has put the exclusion in free text into codes."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only string

Extension: RefusedAtExt
Id: refused-at
Title: "Refused at"
Description: "When consent was refused."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only dateTime

Extension: StatuteExt
Id: statute
Title: "Statute"
Description: "Which secrecy the consent lifts, or which duty it follows."
Context: Consent
* ^experimental = false
* value[x] 1..1
* value[x] only Coding
* valueCoding from StatuteVS (required)

Extension: ConsentWithdrawalExt
Id: consent-withdrawal
Title: "Consent withdrawal"
Description: "A taking back, of the whole, of one recipient or of subjects; any holder may report it."
Context: Consent
* ^experimental = false
* extension contains at 0..1 and by 0..1 and scope 0..1 and recipients 0..* and subjects 0..* and reported-by 0..1
* extension[at] ^short = "At"
* extension[at].value[x] 1..1
* extension[at].value[x] only dateTime
* extension[by] ^short = "By"
* extension[by].value[x] 1..1
* extension[by].value[x] only Reference
* extension[scope] ^short = "Scope"
* extension[scope].value[x] 1..1
* extension[scope].value[x] only Coding
* extension[scope].valueCoding from WithdrawalScopeVS (required)
* extension[recipients] ^short = "Recipients"
* extension[recipients].value[x] 1..1
* extension[recipients].value[x] only Reference
* extension[subjects] ^short = "Subjects: what the part is about; empty = not classified"
* extension[subjects].value[x] 1..1
* extension[subjects].value[x] only Coding
* extension[subjects].valueCoding from SubjectVS (required)
* extension[reported-by] ^short = "Reported by"
* extension[reported-by].value[x] 1..1
* extension[reported-by].value[x] only Reference

CodeSystem: ConsentFormCS
Id: consent-form
Title: "Consent form"
Description: "How a consent was given."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #written "Written"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skriftligt"
* #oral "Oral"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Muntligt"
* #unable "Unable"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Personen kan inte samtycka"

ValueSet: ConsentFormVS
Id: consent-form
Title: "Consent form"
Description: "Every code of consent form."
* ^experimental = false
* include codes from system ConsentFormCS

CodeSystem: ConsentBasisCS
Id: consent-basis
Title: "Consent basis"
Description: "On what the consent rests when not everybody who should consent has done so (FB 6:13, 13 a; 2024:79 6:1)."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #all-who-should "All who should"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Alla som ska samtycka har gjort det"
* #other-guardian-prevented "Other guardian prevented"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Den andra vårdnadshavaren är förhindrad"
* #protected-housing "Protected housing"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Skyddat boende"
* #sole-custody "Sole custody"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ensam vårdnad"
* #mature-child "Mature child"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Barnet är moget att samtycka självt"
* #unable "Unable"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Personen kan inte samtycka"

ValueSet: ConsentBasisVS
Id: consent-basis
Title: "Consent basis"
Description: "Every code of consent basis."
* ^experimental = false
* include codes from system ConsentBasisCS

CodeSystem: ConsentStageCS
Id: consent-stage
Title: "Consent stage"
Description: "Consent is given twice: before the call, and to the plan as agreed."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #before-call "Before call"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Inför kallelsen"
* #plan "Plan"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Till planen"

ValueSet: ConsentStageVS
Id: consent-stage
Title: "Consent stage"
Description: "Every code of consent stage."
* ^experimental = false
* include codes from system ConsentStageCS

CodeSystem: StatuteCS
Id: statute
Title: "Statute"
Description: "Which secrecy the consent lifts, or which duty it follows."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #osl-23 "OSL chapter 23"
  * ^designation[0].language = #sv
  * ^designation[=].value = "23 kap. offentlighets- och sekretesslagen"
* #osl-25-1 "OSL chapter 25 section 1"
  * ^designation[0].language = #sv
  * ^designation[=].value = "25 kap. 1 § offentlighets- och sekretesslagen"
* #osl-26-1 "OSL chapter 26 section 1"
  * ^designation[0].language = #sv
  * ^designation[=].value = "26 kap. 1 § offentlighets- och sekretesslagen"
* #psl-6-12 "PSL chapter 6 section 12"
  * ^designation[0].language = #sv
  * ^designation[=].value = "6 kap. 12 § patientsäkerhetslagen"
* #skollagen-29-14 "Skollagen chapter 29 section 14"
  * ^designation[0].language = #sv
  * ^designation[=].value = "29 kap. 14 § skollagen"
* #sol-17-11 "SoL chapter 17 section 11"
  * ^designation[0].language = #sv
  * ^designation[=].value = "17 kap. 11 § socialtjänstlagen"
* #lss-29 "LSS section 29"
  * ^designation[0].language = #sv
  * ^designation[=].value = "29 § LSS"

ValueSet: StatuteVS
Id: statute
Title: "Statute"
Description: "Every code of statute."
* ^experimental = false
* include codes from system StatuteCS

CodeSystem: WithdrawalScopeCS
Id: withdrawal-scope
Title: "Withdrawal scope"
Description: "What a withdrawal of consent takes back."
* ^caseSensitive = true
* ^content = #complete
* ^experimental = false
* #whole "Whole"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Hela samtycket"
* #recipient "Recipient"
  * ^designation[0].language = #sv
  * ^designation[=].value = "En mottagare"
* #subject "Subject"
  * ^designation[0].language = #sv
  * ^designation[=].value = "Ett ämne"

ValueSet: WithdrawalScopeVS
Id: withdrawal-scope
Title: "Withdrawal scope"
Description: "Every code of withdrawal scope."
* ^experimental = false
* include codes from system WithdrawalScopeCS

<?xml version="1.0" encoding="UTF-8"?>
<!-- What `samspel convert - -to fhir-json` gives for the plans of the benchmark, said in XSLT 3.0: XPath maps, written as JSON.
     Ids are made of the local ids, so that no UUID has to be computed. It checks nothing. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:map="http://www.w3.org/2005/xpath-functions/map"
    xmlns:f="urn:samspel:bench" xpath-default-namespace="urn:samspel:sip:0.9" exclude-result-prefixes="#all">
  <xsl:output method="json" encoding="UTF-8" indent="no"/>

  <xsl:variable name="base" as="xs:string" select="'https://w3id.org/samspel/fhir'"/>
  <xsl:variable name="sd" as="xs:string" select="$base || '/StructureDefinition/'"/>
  <xsl:variable name="hsa" as="xs:string" select="'urn:oid:1.2.752.129.2.1.4.1'"/>
  <xsl:variable name="person" as="map(*)" select="f:ref('person')"/>
  <xsl:variable name="statuses" as="map(*)" select="map{
    'planned': ('active', '397943006'), 'ongoing': ('active', '385651009'), 'performed': ('completed', '398166005')}"/>
  <xsl:variable name="absent" as="map(*)" select="map{'extension': [map{
    'url': 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', 'valueCode': 'unknown'}]}"/>

  <xsl:function name="f:url" as="xs:string"><xsl:param name="id"/>
    <xsl:sequence select="'urn:samspel:part:' || $id"/></xsl:function>
  <xsl:function name="f:ref" as="map(*)"><xsl:param name="id"/>
    <xsl:sequence select="map{'reference': f:url($id)}"/></xsl:function>
  <xsl:function name="f:code" as="map(*)"><xsl:param name="system"/><xsl:param name="code"/>
    <xsl:sequence select="map{'system': $base || '/CodeSystem/' || $system, 'code': string($code)}"/></xsl:function>
  <xsl:function name="f:concept" as="map(*)"><xsl:param name="system"/><xsl:param name="code"/>
    <xsl:sequence select="map{'coding': [f:code($system, $code)]}"/></xsl:function>
  <xsl:function name="f:part" as="map(*)"><xsl:param name="id"/>
    <xsl:sequence select="map{'system': $base || '/sid/part', 'value': string($id)}"/></xsl:function>
  <xsl:function name="f:name" as="map(*)"><xsl:param name="name"/>
    <xsl:sequence select="map{'text': $name/Given || ' ' || $name/Family, 'family': string($name/Family),
      'given': [string($name/Given)]}"/></xsl:function>
  <xsl:function name="f:phones" as="map(*)?"><xsl:param name="contact"/>
    <xsl:sequence select="if ($contact/Phone) then map{'telecom': array{$contact/Phone ! map{
      'system': 'phone', 'value': string(.)}}} else ()"/></xsl:function>
  <xsl:function name="f:organisation" as="map(*)"><xsl:param name="id"/>
    <xsl:sequence select="map{'system': $hsa, 'value': string($id)}"/></xsl:function>
  <xsl:function name="f:resource" as="map(*)">
    <xsl:param name="type"/><xsl:param name="profile"/><xsl:param name="subjects"/><xsl:param name="rest"/>
    <xsl:sequence select="map:merge((map{'resourceType': $type, 'meta': map:merge((
        map{'profile': [$sd || $profile]},
        if ($subjects) then map{'security': array{$subjects ! f:code('subject', .)}} else ()))}, $rest))"/></xsl:function>
  <xsl:function name="f:entry" as="map(*)"><xsl:param name="id"/><xsl:param name="resource"/>
    <xsl:sequence select="map{'fullUrl': f:url($id), 'resource': $resource}"/></xsl:function>
  <xsl:function name="f:ext" as="map(*)"><xsl:param name="name"/><xsl:param name="type"/><xsl:param name="value"/>
    <xsl:sequence select="map{'url': $sd || $name, $type: $value}"/></xsl:function>

  <xsl:template match="/SipPlan">
    <xsl:variable name="plan" select="Plan"/>
    <xsl:sequence select="map{'resourceType': 'Bundle', 'meta': map{'profile': [$sd || 'sip-message']}, 'type': 'message',
      'entry': array{
        f:entry('message-header', f:header(Consent)), f:entry('person', f:patient($plan/Person)),
        $plan/Relative ! f:entry(Id, f:relative(.)), $plan/Organisation ! f:entry(Id, f:unit(.)),
        $plan/Participant ! (f:entry(Id || '#practitioner', f:practitioner(.)), f:entry(Id, f:role(.))),
        f:entry('care-team', f:team($plan)), Consent ! f:entry('consent-' || position(), f:consent(., $plan)),
        f:entry('care-plan', f:plan($plan)), $plan/Need ! f:entry(Id, f:need(.)),
        $plan/OverallGoal ! f:entry(Id, f:overall(.)), $plan/Need/SubGoal ! f:entry(Id, f:goal(.)),
        $plan/Intervention ! f:entry(Id, f:measure(.)),
        $plan/PlannedFollowUp ! f:entry('planned-follow-up', f:follow-up(.)),
        Consent ! (let $which := 'consent-' || position() return
          Giver ! f:entry($which || '-given-' || position(), f:given(., $which)))}}"/>
  </xsl:template>

  <xsl:function name="f:header" as="map(*)"><xsl:param name="consents"/>
    <xsl:sequence select="f:resource('MessageHeader', 'sip-message-header', (), map{
      'eventCoding': f:code('message-kind', 'plan'), 'source': map{'endpoint': 'urn:samspel:nobody'},
      'focus': array{f:ref('care-plan'), (1 to count($consents)) ! f:ref('consent-' || .)},
      'definition': $base || '/MessageDefinition/plan|MESSAGE_VERSION'})"/></xsl:function>
  <xsl:function name="f:patient" as="map(*)"><xsl:param name="p"/>
    <xsl:sequence select="f:resource('Patient', 'sip-patient', (), map:merge((map{
      'identifier': [map{'use': 'official', 'system': 'http://electronichealth.se/identifier/' || $p/Identity/Kind,
        'value': string($p/Identity/Value)}], 'name': [f:name($p/Name)]}, f:phones($p/Contact),
      $p/Contact/Address ! map{'address': [map{'line': array{Line ! string()}, 'city': string(City),
        'postalCode': string(PostalCode)}]},
      if ($p/Language) then map{'communication': array{$p/Language ! map{'language': map{'coding': [map{
        'system': 'urn:ietf:bcp:47', 'code': string(.)}]}}}} else ())))"/></xsl:function>
  <xsl:function name="f:relative" as="map(*)"><xsl:param name="r"/>
    <xsl:sequence select="f:resource('RelatedPerson', 'sip-related-person', (), map:merge((map{
      'identifier': [f:part($r/Id)], 'patient': $person, 'name': [f:name($r/Name)],
      'relationship': [map:put(f:concept('role', 'relative'), 'text', string($r/Relation))]},
      f:phones($r/Contact))))"/></xsl:function>
  <xsl:function name="f:unit" as="map(*)"><xsl:param name="o"/>
    <xsl:sequence select="f:resource('Organization', 'sip-organization', (), map:merge((map{
      'identifier': [map:put(f:organisation($o/Id), 'use', 'official')],
      'type': [f:concept('organisation-kind', $o/Kind)], 'name': string($o/Name)},
      $o/PartOf ! map{'partOf': f:ref(.)})))"/></xsl:function>
  <xsl:function name="f:practitioner" as="map(*)"><xsl:param name="p"/>
    <xsl:sequence select="f:resource('Practitioner', 'sip-practitioner', (), map:merge((map{
      'name': [f:name($p/Name)]}, f:phones($p/Contact))))"/></xsl:function>
  <xsl:function name="f:role" as="map(*)"><xsl:param name="p"/>
    <xsl:sequence select="f:resource('PractitionerRole', 'sip-practitioner-role', (), map{
      'identifier': [f:part($p/Id)], 'practitioner': f:ref($p/Id || '#practitioner'),
      'organization': f:ref($p/Organisation), 'code': [map{'text': string($p/Role)}]})"/></xsl:function>
  <xsl:function name="f:team" as="map(*)"><xsl:param name="plan"/>
    <xsl:sequence select="f:resource('CareTeam', 'sip-care-team', (), map{'status': 'active', 'subject': $person,
      'participant': array{
        $plan/Participant ! map{'member': f:ref(Id), 'role': array{f:concept('role', 'participant'),
          if (Id = $plan/Coordinator) then f:concept('role', 'coordinator') else ()}},
        $plan/Relative ! map{'member': f:ref(Id), 'role': [f:concept('role', 'relative')]}}})"/></xsl:function>

  <xsl:function name="f:actor" as="map(*)"><xsl:param name="who"/><xsl:param name="plan"/>
    <xsl:sequence select="map{'role': map{'coding': [map{
        'system': 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', 'code': 'IRCP'}]},
      'reference': if ($who = ('person', $plan/Organisation/Id, $plan/Relative/Id)) then f:ref($who)
        else map{'type': 'Organization', 'identifier': f:organisation($who)}}"/></xsl:function>
  <xsl:function name="f:consent" as="map(*)"><xsl:param name="c"/><xsl:param name="plan"/>
    <xsl:sequence select="f:resource('Consent', 'sip-consent', (), map{
      'extension': array{$c/NotedBy ! f:ext('noted-by', 'valueString', string(.)),
        $c/Statute ! f:ext('statute', 'valueCoding', f:code('statute', .))},
      'status': 'active', 'scope': map{'coding': [map{
        'system': 'http://terminology.hl7.org/CodeSystem/consentscope', 'code': 'patient-privacy'}]},
      'category': [f:concept('consent-stage', ($c/Stage, 'plan')[1])], 'patient': $person,
      'performer': array{$c/Giver ! f:ref(Who)}, 'policyRule': f:concept('item', 'deny-unless-permitted'),
      'provision': map{'provision': array{
        $c/Recipient ! map:merge((map{'type': 'permit', 'actor': [f:actor(To, $plan)]},
          if (Subject) then map{'securityLabel': array{Subject ! f:code('subject', .)}} else ())),
        $c/ExcludedParty ! map{'type': 'deny', 'actor': [f:actor(., $plan)]}}}})"/></xsl:function>
  <xsl:function name="f:given" as="map(*)"><xsl:param name="g"/><xsl:param name="consent"/>
    <xsl:sequence select="f:resource('Provenance', 'sip-consent-given', (), map{'target': [f:ref($consent)],
      'occurredDateTime': string($g/GivenAt), '_recorded': $absent,
      'activity': f:concept('consent-form', $g/Form),
      'agent': [map{'role': [f:concept('mandate', ($g/Mandate, 'self')[1])], 'who': f:ref($g/Who)}]})"/></xsl:function>

  <xsl:function name="f:plan" as="map(*)"><xsl:param name="p"/>
    <xsl:sequence select="f:resource('CarePlan', 'sip-care-plan', (), map:merge((map{
      'extension': array{f:ext('plan-state', 'valueCoding', f:code('plan-state', $p/State)),
        $p/Trigger ! f:ext('trigger', 'valueCoding', f:code('trigger', .)),
        $p/NoOtherMeasures ! f:ext('no-other-measures', 'valueBoolean', xs:boolean(.)),
        $p/Preparation ! f:ext('preparation', 'extension', array{
          InformationGivenOn ! map{'url': 'information-given-on', 'valueDateTime': string(.)},
          InformationGivenBy ! map{'url': 'information-given-by', 'valueReference': f:ref(.)},
          ImportantToMe ! map{'url': 'important-to-me', 'valueString': string(.)}})},
      'identifier': array{$p/Source ! map{'use': 'secondary', 'value': string(PlanId),
        'assigner': map{'display': string(System)},
        'extension': array{Revision ! f:ext('source-revision', 'valueUnsignedInt', xs:integer(.))}}},
      'status': 'active', 'intent': 'plan', 'title': 'Samordnad individuell plan (SIP)',
      'category': [map{'coding': [map{'system': 'https://fhir.inera.se/CodeSystem/typeofcareplan-cs', 'code': 'SIP'}]},
        f:concept('plan-kind', $p/Kind)],
      'subject': $person, 'author': f:ref($p/LeadHuvudman),
      'contributor': array{$p/Organisation/Id[. != $p/LeadHuvudman] ! f:ref(.)}, 'careTeam': [f:ref('care-team')],
      'addresses': array{$p/Need ! f:ref(Id)}, 'supportingInfo': array{$p/PlannedFollowUp ! f:ref('planned-follow-up')},
      'goal': array{($p/OverallGoal, $p/Need/SubGoal) ! f:ref(Id)},
      'activity': array{$p/Intervention ! map{'reference': f:ref(Id)}}},
      $p/Summary ! map{'description': string(Text), '_description': map{'extension': array{
        Subject ! f:ext('subject', 'valueCoding', f:code('subject', .))}}},
      $p/EstablishedOn ! map{'created': string(.)})))"/></xsl:function>
  <xsl:function name="f:need" as="map(*)"><xsl:param name="n"/>
    <xsl:sequence select="f:resource('Condition', 'sip-need', $n/Subject, map{
      'extension': [f:ext('need-area', 'valueCoding', f:code('need-area', $n/Area))], 'identifier': [f:part($n/Id)],
      'category': [f:concept('condition-category', 'need')], 'code': map{'text': string($n/Text)},
      'subject': $person})"/></xsl:function>
  <xsl:function name="f:overall" as="map(*)"><xsl:param name="g"/>
    <xsl:sequence select="f:resource('Goal', 'sip-goal', $g/Subject, map{'identifier': [f:part($g/Id)],
      'lifecycleStatus': 'active', 'category': [f:concept('item', 'overall-goal'), f:concept('goal-owner', $g/Whose)],
      'description': map{'text': string($g/Text)}, 'subject': $person,
      'extension': array{$g/OwnWords ! f:ext('own-words', 'valueBoolean', xs:boolean(.))}})"/></xsl:function>
  <xsl:function name="f:goal" as="map(*)"><xsl:param name="g"/>
    <xsl:sequence select="f:resource('Goal', 'sip-goal', $g/../Subject, map{'identifier': [f:part($g/Id)],
      'lifecycleStatus': 'active', 'category': [f:concept('item', 'sub-goal')],
      'description': map{'text': string($g/Text)}, 'subject': $person, 'addresses': [f:ref($g/../Id)],
      'target': array{$g/TargetDate ! map{'dueDate': string(.)}}, 'expressedBy': f:ref($g/ExpressedBy)})"/></xsl:function>
  <xsl:function name="f:measure" as="map(*)"><xsl:param name="m"/>
    <xsl:variable name="status" select="$statuses(string($m/Status))"/>
    <xsl:sequence select="f:resource('ServiceRequest', 'sip-measure', $m/Subject, map{
      'extension': array{f:ext('responsible-huvudman', 'valueReference', f:ref($m/ResponsibleHuvudman)),
        $m/GoalId ! map{'url': 'http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal',
          'valueReference': f:ref(.)}},
      'identifier': [f:part($m/Id)], 'status': $status[1], 'intent': 'plan',
      '_status': map{'extension': [f:ext('measure-status', 'valueCodeableConcept', map{'coding': [
        f:code('measure-status', $m/Status), map{'system': 'http://snomed.info/sct', 'code': $status[2]}]})]},
      'category': [f:concept('item', 'intervention')], 'code': map{'text': string($m/Text)}, 'subject': $person,
      'occurrenceTiming': map{'repeat': map{'boundsPeriod': map{'start': string($m/Schedule/Start)}},
        'code': map{'text': string($m/Schedule/Text)}},
      'performer': array{$m/Performer ! f:ref(.)}, 'reasonReference': array{$m/NeedId ! f:ref(.)}})"/></xsl:function>
  <xsl:function name="f:follow-up" as="map(*)"><xsl:param name="u"/>
    <xsl:sequence select="f:resource('Appointment', 'sip-appointment', (), map{'status': 'proposed',
      'appointmentType': f:concept('item', 'planned-follow-up'),
      'participant': array{map{'type': [f:concept('role', 'person')], 'actor': $person, 'status': 'needs-action'},
        $u/Convener ! map{'type': [f:concept('role', 'convener')], 'status': 'accepted',
          'extension': [f:ext('party', 'valueReference', f:ref(.))]}},
      'requestedPeriod': [map{'start': string($u/On)}]})"/></xsl:function>
</xsl:stylesheet>

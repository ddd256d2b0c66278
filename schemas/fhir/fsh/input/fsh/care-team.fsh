// Who stands around the person, who coordinates, who is the fixed care contact.

Profile: SipCareTeam
Parent: CareTeam
Id: sip-care-team
Title: "Team around the person in a SIP"
Description: "The participants and those near the person; coordinator and fixed care contact by role."
* ^experimental = false
* status 1..1
* subject 1..1
* participant.role from RoleVS (required)
* participant.extension contains OrganisationExt named organisation 0..1

/** What an admin call asks for, as the `lockstead:` action that a policy grants: one name for the calls and for who may make them. */
export type AdminAction =
  | 'GetCoverage'
  | 'GetDecision'
  | 'Decide'
  | 'WhoCan'
  | 'GetLeastPolicy'
  | 'GetBill'
  | 'GetClock'
  | 'SetClock'
  | 'Reset'
  | 'MakeCredentials'
  | 'MakeWorkloadCredentials'
  | 'GetMessages'
  | 'GetMetrics'
  | 'GetResponsibility'
  | 'ImportAccount'
  | 'ImportOrganization';

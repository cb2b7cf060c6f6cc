/** What Cost Explorer looks at, and answers, at most. AWS: https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html */
export const costLimits = {
  /** Months before the current one that can be asked for. */
  MonthsBack: 13,
  /** Groups of all periods together on one page. AWS DIFFERS? Not documented. */
  GroupsPerPage: 1_000,
  ValuesPerPage: 1_000,
  GroupByMax: 2,
  /** Expressions in a filter, and how deep they stand in each other. AWS DIFFERS? Not documented. */
  FilterExpressions: 500,
  FilterDepth: 20,
  /** Rows of the meter that one request looks at. Whoever wants more asks for a shorter time. */
  RowsLookedAt: 2_000_000,
  /** Different groups that one request gathers. */
  GroupsGathered: 100_000,
} as const;

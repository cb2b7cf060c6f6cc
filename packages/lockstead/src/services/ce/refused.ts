/** Operations that will not be done, by the reason. */
const reasons: Readonly<Record<string, readonly string[]>> = {
  'nothing looks for unusual costs here': [
    'CreateAnomalyMonitor',
    'CreateAnomalySubscription',
    'DeleteAnomalyMonitor',
    'DeleteAnomalySubscription',
    'GetAnomalies',
    'GetAnomalyMonitors',
    'GetAnomalySubscriptions',
    'ProvideAnomalyFeedback',
    'UpdateAnomalyMonitor',
    'UpdateAnomalySubscription',
  ],
  'costs have no categories here; group them by service, account or tag': [
    'CreateCostCategoryDefinition',
    'DeleteCostCategoryDefinition',
    'DescribeCostCategoryDefinition',
    'GetCostCategories',
    'ListCostCategoryDefinitions',
    'ListCostCategoryResourceAssociations',
    'UpdateCostCategoryDefinition',
  ],
  'there are no reservations and savings plans to buy here': [
    'GetCommitmentPurchaseAnalysis',
    'GetReservationCoverage',
    'GetReservationPurchaseRecommendation',
    'GetReservationUtilization',
    'GetSavingsPlanPurchaseRecommendationDetails',
    'GetSavingsPlansCoverage',
    'GetSavingsPlansPurchaseRecommendation',
    'GetSavingsPlansUtilization',
    'GetSavingsPlansUtilizationDetails',
    'ListCommitmentPurchaseAnalyses',
    'ListSavingsPlansPurchaseRecommendationGeneration',
    'StartCommitmentPurchaseAnalysis',
    'StartSavingsPlansPurchaseRecommendationGeneration',
  ],
  'costs are neither compared nor foretold here; GetCostAndUsage has them by day and month': [
    'GetCostAndUsageComparisons',
    'GetCostComparisonDrivers',
    'GetCostForecast',
    'GetUsageForecast',
  ],
  'the tags of accounts count for their costs at once, and are activated nowhere': [
    'ListCostAllocationTagBackfillHistory',
    'ListCostAllocationTags',
    'StartCostAllocationTagBackfill',
    'UpdateCostAllocationTagsStatus',
  ],
  'calls are counted by account and action, not by resource': [
    'GetApproximateUsageRecords',
    'GetCostAndUsageWithResources',
  ],
  'there are no machines here whose size could be changed': ['GetRightsizingRecommendation'],
  'Cost Explorer has no resources here that could have tags': ['ListTagsForResource', 'TagResource', 'UntagResource'],
};

export const refusedCosts: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(reasons).flatMap(([reason, operations]) => operations.map((operation) => [operation, reason])),
);

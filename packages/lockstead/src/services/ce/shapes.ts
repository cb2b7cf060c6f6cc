/**
 * Inputs and outputs of the operations that are done, as the model has them. There is no client package of Cost Explorer here, so they are written by hand;
 * the tests hold them against the model.
 */

export interface DateInterval {
  readonly Start: string;
  readonly End: string;
}

interface Values {
  readonly Key?: string;
  readonly Values?: readonly string[];
  readonly MatchOptions?: readonly string[];
}

export interface Expression {
  readonly Or?: readonly Expression[];
  readonly And?: readonly Expression[];
  readonly Not?: Expression;
  readonly Dimensions?: Values;
  readonly Tags?: Values;
  readonly CostCategories?: Values;
  readonly ProductAttributes?: Values;
}

export interface GroupDefinition {
  readonly Type?: 'DIMENSION' | 'TAG' | 'COST_CATEGORY' | 'PRODUCT_ATTRIBUTE';
  readonly Key?: string;
}

interface SortDefinition {
  readonly Key: string;
  readonly SortOrder?: 'ASCENDING' | 'DESCENDING';
}

export interface MetricValue {
  readonly Amount: string;
  readonly Unit: string;
}

export interface Described {
  readonly Value: string;
  readonly Attributes: Readonly<Record<string, string>>;
}

export interface Asked {
  readonly TimePeriod: DateInterval;
  readonly Filter?: Expression;
  readonly BillingViewArn?: string;
  readonly NextPageToken?: string;
}

export interface Searched extends Asked {
  readonly SearchString?: string;
  readonly SortBy?: readonly SortDefinition[];
  readonly MaxResults?: number;
}

export interface CostInputs {
  readonly GetCostAndUsage: Asked & {
    readonly Granularity: 'DAILY' | 'MONTHLY' | 'HOURLY';
    readonly Metrics: readonly string[];
    readonly GroupBy?: readonly GroupDefinition[];
  };
  readonly GetDimensionValues: Searched & {
    readonly Dimension: string;
    readonly DimensionKey?: string;
    readonly Context?: 'COST_AND_USAGE' | 'RESERVATIONS' | 'SAVINGS_PLANS';
  };
  readonly GetTags: Searched & { readonly TagKey?: string };
}

export interface ResultByTime {
  readonly TimePeriod: DateInterval;
  readonly Total: Readonly<Record<string, MetricValue>>;
  readonly Groups: readonly {
    readonly Keys: readonly string[];
    readonly Metrics: Readonly<Record<string, MetricValue>>;
  }[];
  readonly Estimated: boolean;
}

export interface CostOutputs {
  readonly GetCostAndUsage: {
    readonly NextPageToken?: string;
    readonly GroupDefinitions?: readonly GroupDefinition[];
    readonly ResultsByTime: readonly ResultByTime[];
    readonly DimensionValueAttributes: readonly Described[];
  };
  readonly GetDimensionValues: {
    readonly DimensionValues: readonly Described[];
    readonly ReturnSize: number;
    readonly TotalSize: number;
    readonly NextPageToken?: string;
  };
  readonly GetTags: {
    readonly Tags: readonly string[];
    readonly ReturnSize: number;
    readonly TotalSize: number;
    readonly NextPageToken?: string;
  };
}

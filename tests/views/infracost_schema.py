"""Infracost's ``schema/infracost.schema.json`` (draft 4, of 0b97cc5df) as models: what is required,
what may be null, and that nothing else may stand there.
"""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field


class _Object(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class CostComponent(_Object):
    name: str
    unit: str
    hourlyQuantity: str | None
    monthlyQuantity: str | None
    price: str | None
    hourlyCost: str | None
    monthlyCost: str | None
    usageBased: bool = False
    priceNotFound: bool


class ActualCosts(_Object):
    resourceId: str
    startTimestamp: AwareDatetime
    endTimestamp: AwareDatetime
    costComponents: list[CostComponent] = []


class TagPropagation(_Object):
    to: str
    from_: str = Field(default="", alias="from")
    tags: dict[str, str] = {}
    attribute: str
    hasRequiredAttributes: bool = False


class Subresource(_Object):
    name: str
    resourceType: str = ""
    tags: dict[str, str] = {}
    defaultTags: dict[str, str] = {}
    tagPropagation: TagPropagation = TagPropagation(to="", attribute="")
    providerSupportsDefaultTags: bool = False
    providerLink: str = ""
    metadata: dict[str, Any]
    hourlyCost: str | None = None
    monthlyCost: str | None = None
    monthlyUsageCost: str | None = None
    costComponents: list[CostComponent] = []
    actualCosts: list[ActualCosts] = []
    subresources: list[dict[str, Any]] = []
    missingVarsCausingUnknownTagKeys: list[str] = []
    missingVarsCausingUnknownDefaultTagKeys: list[str] = []


class Resource(_Object):
    name: str
    resourceType: str = ""
    tags: dict[str, str] = {}
    defaultTags: dict[str, str] = {}
    tagPropagation: TagPropagation = TagPropagation(to="", attribute="")
    providerSupportsDefaultTags: bool = False
    providerLink: str = ""
    metadata: dict[str, Any]
    hourlyCost: str | None = None
    monthlyCost: str | None = None
    monthlyUsageCost: str | None = None
    costComponents: list[CostComponent] = []
    actualCosts: list[ActualCosts] = []
    subresources: list[Subresource] = []
    missingVarsCausingUnknownTagKeys: list[str] = []
    missingVarsCausingUnknownDefaultTagKeys: list[str] = []


class Breakdown(_Object):
    resources: list[Resource]
    freeResources: list[Resource] = []
    totalHourlyCost: str | None
    totalMonthlyCost: str | None
    totalMonthlyUsageCost: str | None


class ProjectDiag(_Object):
    code: int
    message: str
    data: Any
    isError: bool


class Policy(_Object):
    id: str
    title: str
    description: str
    resource_type: str
    resource_attributes: Any
    address: str
    suggested: str
    no_cost: bool
    cost: str | None


class AttributeWithUnknownKeys(_Object):
    attribute: str
    missingVariables: list[str]


class ProviderMetadata(_Object):
    name: str = ""
    defaultTags: dict[str, str] = {}
    filename: str = ""
    startLine: int = 0
    endLine: int = 0
    attributesWithUnknownKeys: list[AttributeWithUnknownKeys] = []


class ProjectMetadata(_Object):
    path: str
    type: str
    configSha: str = ""
    policySha: str = ""
    pastPolicySha: str = ""
    terraformModulePath: str = ""
    terraformWorkspace: str = ""
    vcsSubPath: str = ""
    vcsCodeChanged: bool = False
    errors: list[ProjectDiag] = []
    currentErrors: list[ProjectDiag] = []
    pastErrors: list[ProjectDiag] = []
    warnings: list[ProjectDiag] = []
    policies: list[Policy] = []
    providers: list[ProviderMetadata] = []
    remoteModuleCalls: list[str] = []


class Summary(_Object):
    totalResources: int = 0
    totalDetectedResources: int = 0
    totalSupportedResources: int = 0
    totalUnsupportedResources: int = 0
    totalUsageBasedResources: int = 0
    totalNoPriceResources: int = 0
    supportedResourceCounts: dict[str, int] = {}
    unsupportedResourceCounts: dict[str, int] = {}
    noPriceResourceCounts: dict[str, int] = {}


class Project(_Object):
    name: str
    displayName: str
    metadata: ProjectMetadata
    pastBreakdown: Breakdown
    breakdown: Breakdown
    diff: Breakdown
    summary: Summary


class Metadata(_Object):
    infracostCommand: str
    vcsBranch: str
    vcsBaseCommitSha: str = ""
    vcsCommitSha: str
    vcsCommitAuthorName: str
    vcsCommitAuthorEmail: str
    vcsCommitTimestamp: AwareDatetime
    vcsCommitMessage: str
    vcsRepositoryUrl: str = ""
    vcsProvider: str = ""
    vcsBaseBranch: str = ""
    vcsPullRequestTitle: str = ""
    vcsPullRequestUrl: str = ""
    vcsPullRequestAuthor: str = ""
    vcsPullRequestLabels: list[str] = []
    vcsPipelineRunId: str = ""
    vcsPullRequestId: str = ""
    usageApiEnabled: bool = False
    usageFilePath: str = ""
    configFilePath: str = ""
    configFileHasUsageFile: bool = False


class Root(_Object):
    version: str
    metadata: Metadata
    runId: str = ""
    shareUrl: str = ""
    cloudUrl: str = ""
    currency: str
    projects: list[Project]
    totalHourlyCost: str | None
    totalMonthlyCost: str | None
    totalMonthlyUsageCost: str | None = None
    pastTotalHourlyCost: str | None
    pastTotalMonthlyCost: str | None
    pastTotalMonthlyUsageCost: str | None = None
    diffTotalHourlyCost: str | None
    diffTotalMonthlyCost: str | None
    diffTotalMonthlyUsageCost: str | None = None
    timeGenerated: AwareDatetime
    summary: Summary

"""Types of Google Cloud that cost nothing by themselves. Those of rights that end with "IamMember"
and the like are recognised by their names.
"""

from __future__ import annotations

from faro.cost.families.family import Free, Pricing, typed

_TYPES = {
    "rights cost nothing": """
        accesscontextmanager/accessLevel accesscontextmanager/accessLevelCondition
        accesscontextmanager/accessLevels accesscontextmanager/accessPolicy
        accesscontextmanager/authorizedOrgsDesc accesscontextmanager/egressPolicy
        accesscontextmanager/gcpUserAccessBinding accesscontextmanager/ingressPolicy
        accesscontextmanager/servicePerimeter
        accesscontextmanager/servicePerimeterDryRunEgressPolicy
        accesscontextmanager/servicePerimeterDryRunIngressPolicy
        accesscontextmanager/servicePerimeterDryRunResource
        accesscontextmanager/servicePerimeterEgressPolicy
        accesscontextmanager/servicePerimeterIngressPolicy
        accesscontextmanager/servicePerimeterResource accesscontextmanager/servicePerimeters
        bigquery/datasetAccess bigquery/rowAccessPolicy bigquerydatapolicy/dataPolicy
        bigquery/datapolicyv2DataPolicy
        binaryauthorization/attestor binaryauthorization/policy
        cloudidentity/group cloudidentity/groupMembership cloudidentity/policy
        containeranalysis/note containeranalysis/occurence
        iam/accessBoundaryPolicy iam/denyPolicy iam/folderAccessPolicy iam/foldersPolicyBinding
        iam/oauthClient iam/oauthClientCredential iam/organizationAccessPolicy
        iam/organizationsPolicyBinding iam/principalAccessBoundaryPolicy iam/projectAccessPolicy
        iam/projectsPolicyBinding iam/workforcePool iam/workforcePoolProvider
        iam/workforcePoolProviderKey iam/workforcePoolProviderScimTenant
        iam/workforcePoolProviderScimToken iam/workloadIdentityPool
        iam/workloadIdentityPoolManagedIdentity iam/workloadIdentityPoolNamespace
        iam/workloadIdentityPoolProvider iam/workloadIdentityServiceAgent
        iap/settings iap/tunnelDestGroup organizations/iAMCustomRole organizations/policy
        organizations/serviceIdentity organizations/accessApprovalSettings
        orgpolicy/customConstraint orgpolicy/policy oslogin/sshPublicKey
        privilegedaccessmanager/settings
        projects/accessApprovalSettings projects/defaultServiceAccounts projects/iAMCustomRole
        projects/iamMemberRemove projects/organizationPolicy projects/serviceIdentity
        folder/accessApprovalSettings folder/organizationPolicy folder/serviceIdentity
        serviceaccount/account serviceaccount/key storage/hmacKey
    """,
    "networks and their rules cost nothing, traffic does": """
        compute/firewall compute/firewallPolicy compute/firewallPolicyAssociation
        compute/firewallPolicyRule compute/firewallPolicyWithRules compute/network
        compute/networkAttachment compute/networkFirewallPolicy
        compute/networkFirewallPolicyAssociation compute/networkFirewallPolicyPacketMirroringRule
        compute/networkFirewallPolicyRule compute/networkFirewallPolicyWithRules
        compute/networkPeering compute/networkPeeringRoutesConfig
        compute/organizationSecurityPolicy compute/organizationSecurityPolicyAssociation
        compute/organizationSecurityPolicyRule compute/projectDefaultNetworkTier
        compute/publicAdvertisedPrefix compute/publicDelegatedPrefix
        compute/regionNetworkFirewallPolicy compute/regionNetworkFirewallPolicyAssociation
        compute/regionNetworkFirewallPolicyRule compute/regionNetworkFirewallPolicyWithRules
        compute/regionNetworkPolicy compute/regionNetworkPolicyTrafficClassificationRule
        compute/route compute/router compute/routerInterface compute/routerNamedSet
        compute/routerNatAddress compute/routerPeer compute/routerRoutePolicy
        compute/sharedVPCHostProject compute/sharedVPCServiceProject compute/subnetwork
        compute/interconnectAttachmentGroup compute/interconnectGroup
        dns/policy dns/responsePolicy dns/responsePolicyRule edgenetwork/network edgenetwork/subnet
        networkconnectivity/gatewayAdvertisedRoute networkconnectivity/group
        networkconnectivity/internalRange networkconnectivity/policyBasedRoute
        networkconnectivity/serviceConnectionPolicy
        networksecurity/addressGroup networksecurity/authorizationPolicy networksecurity/authzPolicy
        networksecurity/backendAuthenticationConfig networksecurity/clientTlsPolicy
        networksecurity/gatewaySecurityPolicy networksecurity/gatewaySecurityPolicyRule
        networksecurity/securityProfile networksecurity/securityProfileGroup
        networksecurity/serverTlsPolicy networksecurity/tlsInspectionPolicy networksecurity/urlList
        networksecurity/firewallEndpointAssociation
        networkservices/edgeCacheKeyset networkservices/edgeCacheOrigin
        networkservices/endpointPolicy networkservices/grpcRoute networkservices/httpRoute
        networkservices/mesh networkservices/serviceBinding networkservices/serviceLbPolicies
        networkservices/tcpRoute networkservices/tlsRoute
        servicenetworking/peeredDnsDomain servicenetworking/vpcServiceControls
        vmwareengine/externalAccessRule vmwareengine/network vmwareengine/networkPeering
        vmwareengine/networkPolicy vmwareengine/subnet vmwareengine/datastore
    """,
    "settings cost nothing": """
        compute/diskResourcePolicyAttachment compute/globalVmExtensionPolicy
        compute/instanceGroupMembership compute/instanceGroupNamedPort compute/instanceSettings
        compute/nodeTemplate compute/organizationSnapshotRecycleBinPolicy compute/previewFeature
        compute/projectMetadata compute/projectMetadataItem
        compute/regionCompositeHealthCheck compute/regionDiskResourcePolicyAttachment
        compute/regionHealthAggregationPolicy compute/regionHealthSource
        compute/resourcePolicy compute/resourcePolicyAttachment compute/rolloutPlan
        compute/snapshotRecycleBinPolicy compute/snapshotSettings compute/zoneVmExtensionPolicy
        compute/caExternalAccountKey
        artifactregistry/projectConfig artifactregistry/rule artifactregistry/vpcscConfig
        backupdisasterrecovery/backupPlan backupdisasterrecovery/backupPlanAssociation
        backupdisasterrecovery/autoProtectionPolicy backupdisasterrecovery/serviceConfig
        cloudquota/sQuotaAdjusterSettings cloudquota/sQuotaPreference
        dataproc/autoscalingPolicy dataproc/sessionTemplate
        gkebackup/backupChannel gkebackup/restoreChannel gkebackup/restorePlan
        kms/autokeyConfig kms/ekmConnection kms/folderKajPolicyConfig kms/keyRingImportJob
        kms/organizationKajPolicyConfig kms/projectAutokeyConfig kms/projectKajPolicyConfig
        kms/secretCiphertext
        osconfig/guestPolicies osconfig/osPolicyAssignment osconfig/patchDeployment
        osconfig/v2PolicyOrchestrator osconfig/v2PolicyOrchestratorForFolder
        osconfig/v2PolicyOrchestratorForOrganization
        runtimeconfig/config runtimeconfig/variable
        serviceusage/consumerQuotaOverride serviceusage/v2ConsumerPolicy
        spanner/instanceConfig storage/insightsReportConfig storage/transferAgentPool
        projects/usageExportBucket
    """,
    "managing costs nothing": """
        apphub/application apphub/boundary apphub/service apphub/serviceProjectAttachment
        apphub/workload billing/budget billing/projectInfo billing/subAccount
        cloudasset/folderFeed cloudasset/organizationFeed cloudasset/projectFeed
        essentialcontacts/contact projects/service resourcemanager/capability
        resourcemanager/capabilityConfig resourcemanager/lien siteverification/owner
        siteverification/webResource tags/locationTagBinding tags/tagBinding
        tags/tagBindingCollection tags/tagKey tags/tagValue
    """,
    "what is in it is charged": "organizations/project organizations/folder",
    "a key costs nothing, calls do": "projects/apiKey",
    "alerts cost nothing yet": "monitoring/alertPolicy",
    "part of monitoring": """
        monitoring/customService monitoring/dashboard monitoring/genericService monitoring/group
        monitoring/monitoredProject monitoring/notificationChannel monitoring/slo monitoring/snooze
    """,
    "what it counts is charged as a metric": "logging/metric",
    "part of logging": """
        logging/billingAccountExclusion logging/folderExclusion logging/folderSettings
        logging/linkedDataset logging/logScope logging/logView logging/organizationExclusion
        logging/organizationSettings logging/projectExclusion logging/savedQuery
        observability/bucket observability/folderSettings observability/link
        observability/organizationSettings observability/projectSettings observability/traceScope
    """,
    "its warehouse is charged": """
        bigquery/appProfile bigquery/connection bigquery/dataTransferDataSourceEnrollment
        bigquery/job bigquery/reservationAssignment bigquery/reservationGroup bigquery/routine
        bigqueryanalyticshub/dataExchange bigqueryanalyticshub/dataExchangeSubscription
        bigqueryanalyticshub/listing bigqueryanalyticshub/listingSubscription
        bigqueryanalyticshub/queryTemplate biglake/catalog biglake/database biglake/hiveCatalog
        biglake/hiveDatabase biglake/hiveTable biglake/icebergCatalog biglake/icebergNamespace
        biglake/icebergTable biglake/table
        datacatalog/entry datacatalog/entryGroup datacatalog/policyTag datacatalog/tag
        datacatalog/tagTemplate datacatalog/taxonomy pubsub/schema
    """,
    "part of its app, API or workflow": """
        apigateway/api apigateway/apiConfig appengine/application
        appengine/applicationUrlDispatchRules appengine/domainMapping
        appengine/engineSplitTraffic appengine/firewallRule appengine/serviceNetworkSettings
        cloudbuild/bitbucketServerConfig cloudbuildv2/connection cloudbuildv2/repository
        clouddeploy/automation clouddeploy/customTargetType clouddeploy/deployPolicy
        clouddeploy/target developerconnect/accountConnector developerconnect/connection
        developerconnect/gitRepositoryLink endpoints/service eventarc/channel
        eventarc/googleApiSource eventarc/googleChannelConfig
        composer/userWorkloadsConfigMap composer/userWorkloadsSecret
        identityplatform/defaultSupportedIdpConfig identityplatform/inboundSamlConfig
        identityplatform/oauthIdpConfig identityplatform/tenantDefaultSupportedIdpConfig
        identityplatform/tenantInboundSamlConfig identityplatform/tenantOauthIdpConfig
        managedkafka/acl managedkafka/connector managedkafka/topic parametermanager/parameter
        parametermanager/regionalParameter parametermanager/template
        servicedirectory/namespace
    """,
    "part of Firebase's free plan": """
        firebase/androidApp firebase/appCheckAppAttestConfig firebase/appCheckDebugToken
        firebase/appCheckDeviceCheckConfig firebase/appCheckPlayIntegrityConfig
        firebase/appCheckRecaptchaV3Config firebase/appCheckResourcePolicy
        firebase/appCheckServiceConfig firebase/appleApp firebase/hostingChannel
        firebase/hostingCustomDomain firebase/hostingRelease firebase/hostingVersion
        firebase/project firebase/remoteConfigRemoteConfig firebase/webApp
        firebaserules/release firebaserules/ruleset
    """,
    "its fleet or cluster is charged": """
        gkehub/featureMembership gkehub/membership gkehub/membershipBinding
        gkehub/membershipRbacRoleBinding gkehub/namespace gkehub/rolloutSequence gkehub/scope
        gkehub/scopeRbacRoleBinding
    """,
    "its certificates are charged": """
        certificateauthority/caPool certificateauthority/certificateTemplate
    """,
    "its pool, stream or job is charged": """
        datastream/connectionProfile datastream/privateConnection
        databasemigrationservice/connectionProfile databasemigrationservice/privateConnection
        netapp/activeDirectory netapp/backupPolicy netapp/backupVault netapp/hostGroup
        netapp/kmsconfig netapp/volume netapp/volumeQuotaRule netapp/volumeSnapshot
        filestore/snapshot healthcare/dataset transcoder/jobTemplate
    """,
    "its endpoint or store is charged": """
        vertex/aiDataset vertex/aiFeatureGroupFeature vertex/aiFeatureOnlineStoreFeatureview
        vertex/aiFeatureStoreEntityType vertex/aiFeatureStoreEntityTypeFeature
        vertex/aiIndexEndpoint vertex/aiMetadataStore vertex/aiTensorboardExperiment
        vertex/aiTensorboardRun
    """,
}

TYPES: dict[str, Pricing] = {
    token: pricing
    for reason, names in _TYPES.items()
    for token, pricing in typed("gcp:", names, Free(reason)).items()
}

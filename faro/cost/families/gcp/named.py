"""Services whose meters have no price in the book yet."""

from __future__ import annotations

from faro.cost.families.family import Pricing, typed, unpriced
from faro.cost.families.gcp.place import region

_METERS = {
    "activedirectory_domain": "activedirectory/domain",
    "api_gateway_calls": "apigateway/gateway",
    "apigee_environment": """
        apigee/organization apigee/instance apigee/environment apigee/apiDeployment
    """,
    "app_engine_instances": "appengine/standardAppVersion appengine/flexibleAppVersion",
    "application_integration_executions": "applicationintegration/client",
    "backup_dr": "backupdisasterrecovery/backupVault backupdisasterrecovery/managementServer",
    "backup_for_gke": "gkebackup/backupPlan",
    "bigquery_capacity": "bigquery/reservation bigquery/capacityCommitment bigquery/biReservation",
    "bigquery_data_transfer": "bigquery/dataTransferConfig",
    "blockchain_node": "blockchainnodeengine/blockchainNodes",
    "build_minutes": "cloudbuild/trigger cloudbuild/workerPool",
    "ca_certificates": "certificateauthority/authority certificateauthority/certificate",
    "chat_requests": "diagflow/agent diagflow/cxAgent ces/app ces/agent discoveryengine/chatEngine",
    "cloud_armor_enterprise": "compute/projectCloudArmorTier compute/networkEdgeSecurityService",
    "cloud_domain": "clouddomains/registration",
    "cloud_ids_endpoint": "cloudids/endpoint",
    "commitment": "compute/regionCommitment",
    "composer_environment": "composer/environment",
    "data_fusion_instance": "datafusion/instance",
    "data_loss_prevention": "dataloss/preventionJobTrigger dataloss/preventionDiscoveryConfig",
    "dataflow_workers": "dataflow/job dataflow/flexTemplateJob dataflow/pipeline",
    "dataform": "dataform/repository",
    "dataplex": "dataplex/datascan dataplex/task dataplex/entry",
    "dataproc_metastore": "dataproc/metastoreService dataproc/metastoreFederation",
    "dataproc_serverless": "dataproc/batch dataproc/job dataproc/workflowTemplate",
    "datastream_data": "datastream/stream",
    "deploy_pipeline": "clouddeploy/deliveryPipeline",
    "disk_replication": "compute/diskAsyncReplication",
    "document_ai_pages": "essentialcontacts/documentAiProcessor",
    "edge_container": """
        edgecontainer/cluster edgecontainer/nodePool edgenetwork/interconnectAttachment
    """,
    "eventarc_advanced": "eventarc/messageBus eventarc/pipeline eventarc/enrollment",
    "firebase_database": "firebase/databaseInstance firebase/dataConnectService",
    "firebase_hosting": "firebase/hostingSite firebase/appHostingBackend",
    "firewall_endpoint": "networksecurity/firewallEndpoint networksecurity/mirroringEndpoint",
    "gemini_code_assist": "gemini/codeRepositoryIndex",
    "gke_hub_features": "gkehub/feature gkehub/fleet",
    "gke_multi_cloud": "container/attachedCluster container/awsCluster container/azureCluster",
    "gke_on_prem": """
        gkeonprem/bareMetalCluster gkeonprem/vMwareCluster gkeonprem/bareMetalAdminCluster
        gkeonprem/vmwareAdminCluster
    """,
    "healthcare_store": """
        healthcare/dicomStore healthcare/fhirStore healthcare/hl7Store
        healthcare/consentStore
    """,
    "hpc_cluster": "hypercomputecluster/cluster",
    "identity_platform_users": "identityplatform/config identityplatform/tenant",
    "integration_connector": "integrationconnectors/connection",
    "interconnect": "compute/interconnect compute/crossSiteNetwork compute/wireGroup",
    "kafka_cluster": "managedkafka/cluster managedkafka/connectCluster",
    "looker_instance": "looker/instance",
    "lustre": "lustre/instance parallelstore/instance",
    "media_cdn": "networkservices/edgeCacheService",
    "migration_job": "databasemigrationservice/migrationJob",
    "model_armor": "modelarmor/template modelarmor/floorsetting",
    "netapp_pool": "netapp/storagePool netapp/backup",
    "network_connectivity": """
        networkconnectivity/hub networkconnectivity/spoke networkconnectivity/transport
    """,
    "network_intelligence": """
        networkmanagement/vpcFlowLogsConfig networkmanagement/connectivityTest
    """,
    "notebook_runtime": "colab/runtime colab/notebookExecution",
    "oracle_database": """
        oracledatabase/autonomousDatabase oracledatabase/cloudExadataInfrastructure
        oracledatabase/cloudVmCluster oracledatabase/dbSystem
        oracledatabase/exadbVmCluster
    """,
    "packet_mirroring": "compute/packetMirroring",
    "parameter_versions": """
        parametermanager/parameterVersion parametermanager/regionalParameterVersion
    """,
    "pubsub_lite": "pubsub/liteReservation pubsub/liteTopic",
    "recaptcha_assessments": "recaptcha/enterpriseKey",
    "reservation": """
        compute/reservation compute/futureReservation compute/resizeRequest
        compute/regionResizeRequest
    """,
    "secure_source_manager": "securesourcemanager/instance",
    "secure_web_proxy": "networkservices/gateway networkservices/agentGateway",
    "security_gateway": "beyondcorp/securityGateway",
    "service_directory": "servicedirectory/service servicedirectory/endpoint",
    "sole_tenant_node": "compute/nodeGroup",
    "source_repositories": "sourcerepo/repository",
    "spanner_partition": "spanner/instancePartition",
    "storage_insights": """
        storage/insightsDatasetConfig storage/controlProjectIntelligenceConfig
        storage/controlFolderIntelligenceConfig
        storage/controlOrganizationIntelligenceConfig
    """,
    "storage_pool": "compute/storagePool",
    "storage_transfer": "storage/transferJob storage/batchOperationsJob",
    "tpu": "tpu/v2Vm tpu/v2QueuedResource",
    "transcoder_minutes": "transcoder/job",
    "vector_search": "vectorsearch/collection vectorsearch/index",
    "vertex_agent_engine": "vertex/aiReasoningEngine vertex/aiRagCorpus vertex/aiRagEngineConfig",
    "vertex_endpoint": """
        vertex/aiEndpoint vertex/aiEndpointWithModelGardenDeployment
        vertex/aiDeploymentResourcePool vertex/aiIndexEndpointDeployedIndex
    """,
    "vertex_feature_store": """
        vertex/aiFeatureStore vertex/aiFeatureOnlineStore vertex/aiFeatureGroup
    """,
    "vertex_index": "vertex/aiIndex",
    "vertex_machines": "vertex/aiPersistentResource",
    "vertex_search": """
        discoveryengine/searchEngine discoveryengine/dataStore
        discoveryengine/recommendationEngine
    """,
    "vertex_tensorboard": "vertex/aiTensorboard",
    "vmware_engine_nodes": """
        vmwareengine/privateCloud vmwareengine/cluster vmwareengine/externalAddress
    """,
    "workstation": """
        workstations/workstationCluster workstations/workstationConfig
        workstations/workstation
    """,
}

TYPES: dict[str, Pricing] = {
    token: pricing
    for meter, names in _METERS.items()
    for token, pricing in typed("gcp:", names, unpriced(meter, region=region)).items()
}

/** Public, US Government and China clouds. A host must have a label of its own before one of these. */
export const WORKSPACE_ZONES = ['.azuredatabricks.net', '.databricks.azure.us', '.databricks.azure.cn']

export interface Meaning {
  error: string
  text: string
  status?: number
  suberror?: string
}

/** Numbers and meanings as in "Microsoft Entra authentication and authorization error codes". */
export const MEANINGS = {
  16000: { error: 'interaction_required', text: 'More than one account is signed in; the user has to choose one.' },
  28002: {
    error: 'invalid_scope',
    text: "Provided value for the input parameter scope '{scope}' is not valid when requesting an access token. Please specify scopes of one resource only.",
  },
  50011: {
    error: 'invalid_request',
    text: "The redirect URI '{redirectUri}' specified in the request does not match the redirect URIs configured for the application '{clientId}'. Make sure the redirect URI sent in the request matches one added to your application.",
  },
  50013: { error: 'invalid_grant', text: 'Assertion failed validation: {reason}.' },
  50020: {
    error: 'invalid_request',
    text: "User account '{account}' does not exist in tenant '{tenant}' and cannot access the application in that tenant. Use another account.",
  },
  50034: {
    error: 'invalid_grant',
    text: "The user account '{account}' does not exist in the {tenant} directory. To sign into this application, the account must be added to the directory.",
  },
  50049: { error: 'invalid_instance', text: 'Unknown or invalid instance.' },
  50057: { error: 'invalid_grant', text: 'The user account is disabled.' },
  50058: {
    error: 'login_required',
    text: "A silent sign-in request was sent but no user is signed in. The cookies used to represent the user's session were not sent in the request.",
  },
  50076: {
    error: 'interaction_required',
    text: "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '{resource}'.",
    suberror: 'basic_action',
  },
  50105: {
    error: 'access_denied',
    text: "Your administrator has configured the application '{app}' to block users unless they are specifically granted ('assigned') access to the application. The signed in user '{account}' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator.",
  },
  50147: { error: 'invalid_request', text: 'The size of the code challenge parameter is not valid.' },
  50173: {
    error: 'invalid_grant',
    text: 'The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might have changed or reset their password.',
    suberror: 'bad_token',
  },
  50194: {
    error: 'invalid_request',
    text: "Application '{clientId}' is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such applications. Use a tenant-specific endpoint or configure the application to be multi-tenant.",
  },
  54005: {
    error: 'invalid_grant',
    text: 'OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.',
  },
  65001: {
    error: 'invalid_grant',
    text: "The user or administrator has not consented to use the application with ID '{clientId}' named '{app}'. Send an interactive authorization request for this user and resource.",
    suberror: 'consent_required',
  },
  65004: { error: 'access_denied', text: 'User declined to consent to access the app.' },
  70000: {
    error: 'invalid_grant',
    text: "Provided grant is invalid or malformed: the value of '{parameter}' is not valid.",
    suberror: 'bad_token',
  },
  70003: { error: 'unsupported_grant_type', text: "The app requested an unsupported grant type '{grantType}'." },
  70005: { error: 'unsupported_response_type', text: "The app returned an unsupported response type '{value}'." },
  70007: { error: 'invalid_request', text: "'{value}' is not a supported value of 'response_mode'." },
  70008: {
    error: 'invalid_grant',
    text: 'The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.',
  },
  70011: {
    error: 'invalid_scope',
    text: "The provided request must include a valid 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope '{scope}' is not valid.",
  },
  90002: {
    error: 'invalid_request',
    text: "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.",
  },
  90023: { error: 'invalid_request', text: "The value '{value}' of the parameter '{parameter}' is not valid." },
  90094: {
    error: 'access_denied',
    text: "An administrator of {tenant} has set a policy that prevents you from granting '{app}' the permissions it is requesting. Contact an administrator, who can grant permissions to this app on your behalf.",
  },
  500011: {
    error: 'invalid_resource',
    text: 'The resource principal named {resource} was not found in the tenant named {tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.',
  },
  500133: { error: 'invalid_grant', text: 'Assertion is not within its valid time range.' },
  501481: {
    error: 'invalid_grant',
    text: 'The Code_Verifier does not match the code_challenge supplied in the authorization request.',
  },
  501491: {
    error: 'invalid_request',
    text: "The code_challenge_method '{method}' is refused: only S256 is accepted here.",
  },
  650053: {
    error: 'invalid_client',
    text: "The application '{app}' asked for scope '{scope}' that does not exist on the resource '{resource}'.",
  },
  650057: {
    error: 'invalid_resource',
    text: "Invalid resource. The client has requested access to a resource which is not listed in the requested permissions in the client's application registration. Client app ID: {clientId}({app}). Resource value from request: {resource}.",
  },
  700005: {
    error: 'invalid_grant',
    text: 'Provided Authorization Code is intended to use against other tenant, thus rejected.',
  },
  700016: {
    error: 'unauthorized_client',
    text: "Application with identifier '{clientId}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant.",
  },
  700024: { error: 'invalid_client', status: 401, text: 'Client assertion is not within its valid time range.' },
  700025: {
    error: 'invalid_client',
    status: 401,
    text: "Client is public so neither 'client_assertion' nor 'client_secret' should be presented.",
  },
  700027: {
    error: 'invalid_client',
    status: 401,
    text: 'The certificate with identifier used to sign the client assertion is not registered on application, or its signature is not valid: {reason}.',
  },
  700082: {
    error: 'invalid_grant',
    text: 'The refresh token has expired due to inactivity. The token was issued on {issuedAt} and was inactive for 90.00:00:00.',
  },
  700211: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion issuer '{issuer}'.",
  },
  700212: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion audience '{audience}'.",
  },
  700213: {
    error: 'invalid_client',
    status: 401,
    text: "No matching federated identity record found for presented assertion subject '{subject}'.",
  },
  900144: {
    error: 'invalid_request',
    text: "The request body must contain the following parameter: '{parameter}'.",
  },
  1002012: {
    error: 'invalid_scope',
    text: 'The provided value for scope {scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).',
  },
  7000114: {
    error: 'invalid_grant',
    text: "Application '{clientId}' is not allowed to make application on-behalf-of calls.",
  },
  7000215: {
    error: 'invalid_client',
    status: 401,
    text: "Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '{clientId}'.",
  },
  7000218: {
    error: 'invalid_client',
    status: 401,
    text: "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  7000222: {
    error: 'invalid_client',
    status: 401,
    text: "The provided client secret keys for app '{clientId}' are expired.",
  },
  9002325: {
    error: 'invalid_request',
    text: 'Proof Key for Code Exchange is required: the request has no code_challenge.',
  },
} satisfies Record<number, Meaning>

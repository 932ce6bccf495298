-- Accounts are a hash of JSON by id, and their names one of ids by the name as it is compared.
local prefix = KEYS[1]

-- What an account's role may be: USER_ROLES in @task-queue/contracts.
local roles = { viewer = true, user = true, operator = true, admin = true }

-- An account from JSON; nil where somebody else wrote it: accountOf in user-store.ts.
local function decoded(json, id)
  local isJson, user = pcall(cjson.decode, json)
  local isAccount = isJson
    and type(user) == 'table'
    and user.id == id
    and type(user.username) == 'string'
    and type(user.passwordHash) == 'string'
    and roles[user.role] == true
    and type(user.disabled) == 'boolean'
    and type(user.createdAt) == 'string'
  return isAccount and user or nil
end

local function userOf(userId)
  local json = redis.call('HGET', prefix .. ':users', userId)
  return json, decoded(json, userId)
end

-- A person as the audit log names them.
local function whoIs(user)
  return cjson.encode({ user.id, user.username })
end

-- The same of an id, whose account may be gone.
local function whoHas(userId)
  local _, user = userOf(userId)
  return whoIs(user or { id = userId, username = '' })
end

-- Without a password nobody signs in: a service account may administrate, and lets nobody in who would.
local function maySignInAsAdmin(user)
  return user.role == 'admin' and not user.disabled and user.passwordHash ~= ''
end

-- Whether anybody but one may sign in and administrate.
local function hasAdministrator(except)
  local cursor = '0'
  repeat
    local page = redis.call('HSCAN', prefix .. ':users', cursor, 'COUNT', 100)
    cursor = page[1]
    for i = 1, #page[2], 2 do
      local user = decoded(page[2][i + 1], page[2][i])
      if user and user.id ~= except and maySignInAsAdmin(user) then
        return true
      end
    end
  until cursor == '0'
  return false
end

-- What an account is linked by with who its person is at an OpenID provider.
local function linkOf(issuer, subject)
  return issuer .. ' ' .. subject
end

# Generated from services/stores/firestore/indexes.py by `python -m services.stores.firestore.index_files --write deployments`.

variable "firestore_database" {
  description = "Firestore's database of jobs and versions"
  type        = string
  default     = "(default)"
}

resource "google_firestore_index" "jobs_by_state" {
  database    = var.firestore_database
  collection  = "jobs"
  query_scope = "COLLECTION"

  fields {
    field_path = "state"
    order      = "ASCENDING"
  }

  fields {
    field_path = "created_at"
    order      = "DESCENDING"
  }
}

resource "google_firestore_index" "jobs_silent" {
  database    = var.firestore_database
  collection  = "jobs"
  query_scope = "COLLECTION_GROUP"

  fields {
    field_path = "state"
    order      = "ASCENDING"
  }

  fields {
    field_path = "heartbeat_at"
    order      = "ASCENDING"
  }

  fields {
    field_path = "id"
    order      = "ASCENDING"
  }
}

resource "google_firestore_index" "jobs_waiting" {
  database    = var.firestore_database
  collection  = "jobs"
  query_scope = "COLLECTION_GROUP"

  fields {
    field_path = "state"
    order      = "ASCENDING"
  }

  fields {
    field_path = "updated_at"
    order      = "ASCENDING"
  }

  fields {
    field_path = "id"
    order      = "ASCENDING"
  }
}

resource "google_firestore_index" "versions_of_pack" {
  database    = var.firestore_database
  collection  = "versions"
  query_scope = "COLLECTION"

  fields {
    field_path = "pack_id"
    order      = "ASCENDING"
  }

  fields {
    field_path = "created_at"
    order      = "DESCENDING"
  }
}

resource "google_firestore_index" "versions_by_number" {
  database    = var.firestore_database
  collection  = "versions"
  query_scope = "COLLECTION"

  fields {
    field_path = "pack_id"
    order      = "ASCENDING"
  }

  fields {
    field_path = "number"
    order      = "DESCENDING"
  }
}

resource "google_firestore_index" "versions_answering" {
  database    = var.firestore_database
  collection  = "versions"
  query_scope = "COLLECTION"

  fields {
    field_path = "fingerprint"
    order      = "ASCENDING"
  }

  fields {
    field_path = "answers"
    order      = "ASCENDING"
  }

  fields {
    field_path = "created_at"
    order      = "DESCENDING"
  }
}

resource "google_firestore_field" "jobs_body" {
  database   = var.firestore_database
  collection = "jobs"
  field      = "body"

  index_config {}
}

resource "google_firestore_field" "versions_body" {
  database   = var.firestore_database
  collection = "versions"
  field      = "body"

  index_config {}
}

resource "google_firestore_field" "versions_parts" {
  database   = var.firestore_database
  collection = "versions"
  field      = "parts"

  index_config {}
}

resource "google_firestore_field" "chunks_data" {
  database   = var.firestore_database
  collection = "chunks"
  field      = "data"

  index_config {}
}

resource "google_firestore_field" "chunks_expire_at" {
  database   = var.firestore_database
  collection = "chunks"
  field      = "expire_at"

  index_config {}

  ttl_config {}
}

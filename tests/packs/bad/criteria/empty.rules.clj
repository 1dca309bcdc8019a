;; nothing yet

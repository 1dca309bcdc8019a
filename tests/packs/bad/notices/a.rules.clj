(defnotification both
;                ^^^^ bad-shape either `:on` or `:when`
  :on [(portfolio/added "Legal")]
  :when true
  :sms {:template "a.j2"})

(defnotification neither
;                ^^^^^^^ missing-key needs `:on` or `:when`
  :sms {:template "a.j2"})

(defnotification silent
;                ^^^^^^ missing-key at least one channel
  :when true)

(defnotification mixed
  :on [(portfolio/added "Legal") (status/changed {:to "Closed"})]
;     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ mixed-events
  :sms {:template "a.j2"})

(defnotification events
  :on [(portfolio/add "Legal") (portfolio/added "Leagl") (status/changed {:to "Shut"}) "Legal"]
;       ^^^^^^^^^^^^^ unknown-event did you mean `portfolio/added`?
;                                               ^^^^^^^ unknown-word did you mean `"Legal"`?
;                                                                             ^^^^^^ unknown-word
;                                                                                      ^^^^^^^ bad-shape expected an event
  :sms {:template "a.j2"})

(defnotification channels
  :when true
  :restrict {:days-past-due [120 30] :dpd [1 2]}
;                           ^^^^^^^^ bad-value write `[30 120]`
;                                    ^^^^ unknown-key
  :email {:to #{:customer} :from "a@b.example" :subject "" :template "a.j2"}
;               ^^^^^^^^^ unknown-word did you mean `:customers`?
;                                                       ^^ bad-value the text is empty
  :webhook {:url "crm.example" :method :send :context [loan-displayid]}
;                ^^^^^^^^^^^^^ bad-value begins with `https://`
;                                      ^^^^^ unknown-word
;                                                      ^^^^^^^^^^^^^^ unknown-variable did you mean `loan-display-id`?
  :fax {:template "a.j2"})
; ^^^^ unknown-key

(defpromise-scenario this-name-is-longer-than-the-fifty-characters-allowed
;                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ bad-name at most 50
  :evaluate-on #{:payments}
  :window {:days-before 1 :days-after 1 :by :apply-date})

(defpromise-scenario windows
  :evaluate-on #{}
;              ^^^ bad-value the set is empty
  :window {:days-before -1 :days-after 400 :by :due-date}
;                       ^^ bad-value below 0
;                                      ^^^ bad-value above 366
;                                              ^^^^^^^^^ unknown-word
  :tolerance {:percent 5 :dollars 10M})
;            ^^^^^^^^^^^^^^^^^^^^^^^^^ bad-shape either `:percent` or `:dollars`

(defnotification templates
  :on [(portfolio/added "Legal")]
  :email {:to #{:customers} :from "a@b.example" :template "letter.html.j2"
          :subject "{{ loan_displayid }} {{ customer.primary.ful_name }} {{ copany|upper  }} {{ status_payoff }}"}
;                      ^^^^^^^^^^^^^^ unknown-variable did you mean `loan_display_id`?
;                                                            ^^^^^^^^ unknown-key did you mean `full_name`?
;                                                                           ^^^^^^ unknown-variable did you mean `company`?
  :system {:agents ["legal"] :message "{{ loan-display-id }} is {% if status_days_past_due > 30 %}late{% endif %}"})
;                                         ^^^^^^^^^^^^^^^ unknown-variable write `loan_display_id`

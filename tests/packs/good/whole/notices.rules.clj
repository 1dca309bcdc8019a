(defnotification handoff
  "An account enters or leaves the Legal portfolio."
  :on [(portfolio/added "Legal") (portfolio/removed "Early")]
  :restrict {:loan-status ["Open"] :loan-sub-status ["Repaying"] :days-past-due [30 120] :amount-past-due [10.00M 5000M]
             :loan-age [0 20] :human-activity [0 30] :loan-recency [0 90] :e-billing true :source-company ["Acme Auto"]
             :portfolios ["Legal"]}
  :email {:to #{:customers :agents} :from "servicing@acme.example" :subject "Your account" :template "legal.html.j2"}
  :sms {:template "legal.txt.j2" :enabled false}
  :system {:agents ["collections"] :message "Entered Legal." :restrict {:days-past-due [60 90]}}
  :mail-house {:template "legal.letter.html.j2"}
  :webhook {:url "https://crm.acme.example/hooks" :method :put :headers {"X-Team" "legal"}
            :context [loan-display-id status-days-past-due]})

(defnotification closed
  :on [(status/changed {:from "Open" :to "Closed" :to-sub "Settled"}) (status/changed)]
  :sms {:template "closed.txt.j2"})

(defnotification ten-days
  :when (= status-days-past-due 10)
  :sms {:template "ten.txt.j2"})

(defpromise-scenario standard
  "Within ten days of the due date, at least 95% of the promised amount."
  :evaluate-on #{:payments :credits}
  :applies-when (= loan-status "Open")
  :window {:days-before 10 :days-after 10 :by :apply-date}
  :tolerance {:percent 5}
  :fail-on-reversal true)

(defpromise-scenario whole-amount
  :evaluate-on #{:payments}
  :window {:days-before 0 :days-after 3 :by :process-date})
